package com.heliosdb.edge.cache.micrometer;

import static java.util.Objects.requireNonNull;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinderCompatibilityKit;
import java.nio.file.Path;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Micrometer's own compatibility kit for cache meters, over heap and disk. */
class EdgeCacheMetricsKitTest extends CacheMeterBinderCompatibilityKit<EdgeCache<?, ?>> {
  @TempDir Path disk;

  private CacheManager manager;

  @Override
  public EdgeCache<?, ?> createCache() {
    manager = Caching.getCachingProvider().getCacheManager();
    return manager
        .createCache(
            "mycache",
            new EdgeCacheConfiguration<String, String>()
                .setDiskPath(disk)
                .setDiskCapacity(4 << 20)
                .setStatisticsEnabled(true))
        .unwrap(EdgeCache.class);
  }

  @Override
  public CacheMeterBinder<EdgeCache<?, ?>> binder() {
    return new EdgeCacheMetrics(requireNonNull(cache), Tags.empty());
  }

  @Override
  public void put(String key, String value) {
    strings().put(key, value);
  }

  @Override
  public String get(String key) {
    return strings().get(key);
  }

  @Override
  public void dereferenceCache() {
    manager.close();
    manager = null;
    cache = null;
  }

  @SuppressWarnings("unchecked") // as createCache made it
  private EdgeCache<String, String> strings() {
    return (EdgeCache<String, String>) requireNonNull(cache);
  }

  @AfterEach
  void closeManager() {
    if (manager != null) {
      manager.close();
    }
  }
}
