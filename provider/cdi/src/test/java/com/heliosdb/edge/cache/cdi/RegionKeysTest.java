package com.heliosdb.edge.cache.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.jcache.EdgeCachingProvider;
import java.nio.file.Path;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of annotated methods, and cached nulls, where nodes share a region. */
class RegionKeysTest {
  @TempDir private Path directory;

  @Test
  void generated_keys_and_cached_nulls_are_read_from_a_region_without_being_named() {
    Properties settings = new Properties();
    settings.setProperty("heliosdb.edge.cache.region.enabled", "true");
    settings.setProperty("heliosdb.edge.cache.region.store", "file");
    settings.setProperty("heliosdb.edge.cache.region.file.path", directory.toString());
    try (EdgeCachingProvider writer = new EdgeCachingProvider();
        EdgeCachingProvider reader = new EdgeCachingProvider()) {
      cache(writer, settings).put(new ParameterKey("a", 7), CachedNull.NULL);

      assertThat(cache(reader, settings).get(new ParameterKey("a", 7))).isSameAs(CachedNull.NULL);
    }
  }

  private static Cache<Object, Object> cache(EdgeCachingProvider provider, Properties settings) {
    return provider
        .getCacheManager(null, null, settings)
        .createCache("shared", new MutableConfiguration<Object, Object>());
  }
}
