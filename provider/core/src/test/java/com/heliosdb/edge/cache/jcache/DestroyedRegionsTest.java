package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.config.CacheSettings;
import com.heliosdb.edge.cache.config.EdgeCacheSettings;
import java.net.URI;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What is known of caches that are no more. */
class DestroyedRegionsTest {
  private final EdgeCacheSettings settings =
      EdgeCacheSettings.load(
          URI.create("test:destroyed"), getClass().getClassLoader(), new Properties());
  private final DestroyedRegions destroyed = new DestroyedRegions();

  private CacheSettings cache(String name, String id) {
    return settings.cache(
        name, Map.of("region.enabled", "true", "region.store", "memory", "region.memory.id", id));
  }

  @Test
  void a_generation_is_known_to_the_next_cache_of_the_same_name_and_place_once() {
    destroyed.add(cache("one", "here"), 5);
    destroyed.add(cache("one", "here"), 7);

    assertThat(destroyed.take(cache("two", "here"))).isZero();
    assertThat(destroyed.take(cache("one", "there"))).isZero();
    assertThat(destroyed.take(cache("one", "here"))).isEqualTo(7);
    assertThat(destroyed.take(cache("one", "here"))).isZero();
  }

  @Test
  void of_too_many_those_destroyed_first_are_forgotten() {
    for (int i = 0; i <= 1_000; i++) {
      destroyed.add(cache("cache " + i, "here"), i + 1);
    }

    assertThat(destroyed.take(cache("cache 0", "here"))).isZero();
    assertThat(destroyed.take(cache("cache 1", "here"))).isEqualTo(2);
    assertThat(destroyed.take(cache("cache 1000", "here"))).isEqualTo(1_001);
  }
}
