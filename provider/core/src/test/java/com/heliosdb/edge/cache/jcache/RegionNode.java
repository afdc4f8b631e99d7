package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import java.net.URI;
import java.nio.file.Path;

/** The cache of one node of a region in memory, through a provider of its own. */
final class RegionNode<V> implements AutoCloseable {
  final ManualTimeSource time;
  final EdgeCache<String, V> cache;
  private final EdgeCachingProvider provider;

  /**
   * A node whose disk, if it has one, has been read.
   *
   * @param region what {@code MemoryRegions} knows its store by
   * @param nowMillis where its clock begins
   * @param configuration all but the region
   */
  @SuppressWarnings("unchecked") // of the types it is made for
  RegionNode(
      String name, String region, long nowMillis, EdgeCacheConfiguration<String, V> configuration) {
    time = new ManualTimeSource(nowMillis);
    provider = new EdgeCachingProvider(() -> time);
    configuration.setRegionStore("memory").set("region.memory.id", region);
    cache =
        provider
            .getCacheManager(URI.create("test:node"), null)
            .createCache(name, configuration)
            .unwrap(EdgeCache.class);
    SpecCache.awaitRecovery(name);
  }

  /** Adds a small disk and a heap that is smaller still. */
  static void addDisk(EdgeCacheConfiguration<?, ?> configuration, Path disk) {
    configuration.setDiskPath(disk).set("disk.slices", "1").setDiskCapacity(16 << 20);
    configuration.set("disk.min-free", "0 B").setHeapCapacity(4 << 20);
  }

  EdgeCacheStatistics statistics() {
    return cache.tierStatistics();
  }

  @Override
  public void close() {
    provider.close();
  }
}
