package com.heliosdb.edge.cache.benchmarks.disk;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.benchmarks.peer.EdgePeer;
import com.heliosdb.edge.cache.event.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/** The product through {@link Cache}. Nothing is promoted, so that entries stay on disk. */
final class EdgeDiskCache implements DiskCache {
  private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(1);

  private final CachingProvider provider = Caching.getCachingProvider(EdgePeer.PROVIDER);
  private final Cache<String, byte[]> cache;

  EdgeDiskCache(Path directory, int heapEntries, String store) {
    EdgeCacheConfiguration<String, byte[]> configuration =
        new EdgeCacheConfiguration<String, byte[]>()
            .setDefaultTierListeners(false)
            .setDiskPath(directory)
            .setDiskCapacity(DiskCaches.DISK_BYTES)
            .setHeapMaxEntries(heapEntries)
            .set("disk.store", store);
    configuration.setTypes(String.class, byte[].class);
    cache = provider.getCacheManager().createCache("measured", configuration);
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
    return cache.remove(key);
  }

  @Override
  public void requireOnDisk(String[] keys) {
    @SuppressWarnings("unchecked") // a cache of the same types is wanted back
    EdgeCache<String, byte[]> edge = cache.unwrap(EdgeCache.class);
    Instant recovered = Instant.now().plus(LONGEST_RECOVERY);
    for (String key : keys) {
      // What an earlier run left is verified in the background, and absent until then.
      while (edge.tierOf(key).isEmpty() && Instant.now().isBefore(recovered)) {
        Thread.onSpinWait();
      }
      Optional<Tier> tier = edge.tierOf(key);
      if (!tier.equals(Optional.of(Tier.DISK))) {
        throw new IllegalStateException("'%s' is in %s, not on disk".formatted(key, tier));
      }
    }
  }

  @Override
  public void close() {
    provider.close();
  }
}
