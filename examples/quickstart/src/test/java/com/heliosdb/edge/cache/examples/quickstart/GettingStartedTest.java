package com.heliosdb.edge.cache.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.micrometer.EdgeCacheMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plain Java of docs/getting-started.md, word for word. */
class GettingStartedTest {
  @TempDir Path directory;

  @Test
  @SuppressWarnings("unchecked") // a class literal knows no type arguments
  void what_the_guide_shows_works() {
    EdgeCacheConfiguration<String, String> configuration = new EdgeCacheConfiguration<>();
    configuration
        .setTypes(String.class, String.class)
        .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_DAY))
        .setStatisticsEnabled(true);
    configuration.setHeapCapacity(64L << 20).setDiskPath(directory).setDiskCapacity(1L << 30);

    CacheManager manager = Caching.getCachingProvider().getCacheManager();
    Cache<String, String> cache = manager.createCache("greetings", configuration);
    cache.put("en", "hello");

    EdgeCache<String, String> edge = cache.unwrap(EdgeCache.class);
    edge.put("today", "sunny", java.time.Duration.ofHours(6));
    System.out.println(edge.explain("en").lastMove());
    System.out.println(edge.tierStatistics().tiers().get(Tier.DISK).entries());

    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    EdgeCacheMetrics.monitor(registry, cache);

    assertThat(edge.tierOf("en")).contains(Tier.DISK);
    assertThat(edge.explain("today").timeToExpiry()).isPresent();
    assertThat(registry.get("cache.puts").functionCounter().count()).isEqualTo(2);
    manager.close();
  }
}
