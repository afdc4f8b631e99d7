package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskBoundsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"100, 0.9, 90", "100, 1, 100", "1, 0.5, 1"})
  void as_many_entries_are_kept_as_the_high_water_mark_allows(
      int entries, String highWater, int kept) {
    EdgeCacheConfiguration<String, String> configuration = new EdgeCacheConfiguration<>();
    configuration.setDiskPath(directory).set("disk.slices", "1").setDiskCapacity(16 << 20);
    configuration.set("disk.min-free", "0 B").setHeapCapacity(4 << 20);
    configuration.set("disk.max-entries", Integer.toString(entries));
    configuration.set("disk.high-water", highWater);
    try (EdgeCachingProvider provider = new EdgeCachingProvider(ManualTimeSource::new)) {
      EdgeCache<?, ?> cache = fill(provider, configuration);
      assertThat(cache.tierStatistics().tiers().get(Tier.DISK).entries()).isEqualTo(kept);
    }
  }

  private static EdgeCache<?, ?> fill(
      EdgeCachingProvider provider, EdgeCacheConfiguration<String, String> configuration) {
    var cache =
        provider
            .getCacheManager(URI.create("test:bounds"), null)
            .createCache("orders", configuration);
    for (int i = 0; i < 300; i++) {
      cache.put("k" + i, "v");
    }
    return cache.unwrap(EdgeCache.class);
  }
}
