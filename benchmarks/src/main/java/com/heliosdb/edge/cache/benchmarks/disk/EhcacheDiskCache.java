package com.heliosdb.edge.cache.benchmarks.disk;

import static org.ehcache.config.builders.CacheConfigurationBuilder.newCacheConfigurationBuilder;

import java.nio.file.Path;
import org.ehcache.Cache;
import org.ehcache.PersistentCacheManager;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.config.units.MemoryUnit;
import org.jspecify.annotations.Nullable;

/** Ehcache's persistent disk tier through its own interface, alone or below its heap tier. */
final class EhcacheDiskCache implements DiskCache {
  private static final String NAME = "measured";

  private final PersistentCacheManager manager;
  private final Cache<String, byte[]> cache;

  /** Without heap entries there is no heap tier. */
  EhcacheDiskCache(Path directory, int heapEntries) {
    ResourcePoolsBuilder pools =
        ResourcePoolsBuilder.newResourcePoolsBuilder()
            .disk(DiskCaches.DISK_BYTES, MemoryUnit.B, true);
    manager =
        CacheManagerBuilder.newCacheManagerBuilder()
            .with(CacheManagerBuilder.persistence(directory.toFile()))
            .withCache(
                NAME,
                newCacheConfigurationBuilder(
                    String.class,
                    byte[].class,
                    heapEntries == 0 ? pools : pools.heap(heapEntries, EntryUnit.ENTRIES)))
            .build(true);
    cache = manager.getCache(NAME, String.class, byte[].class);
  }

  @Override
  public byte @Nullable [] get(String key) {
    return cache.get(key);
  }

  @Override
  public void put(String key, byte[] value) {
    cache.put(key, value);
  }

  @Override
  public boolean remove(String key) {
    cache.remove(key);
    return true;
  }

  @Override
  public void requireOnDisk(String[] keys) {
    for (String key : keys) {
      if (!cache.containsKey(key)) {
        throw new IllegalStateException("'%s' was lost".formatted(key));
      }
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
