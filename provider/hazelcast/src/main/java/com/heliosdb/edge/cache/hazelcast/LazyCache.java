package com.heliosdb.edge.cache.hazelcast;

import com.hazelcast.cache.ICache;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.config.CacheConfig;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.spi.exception.DistributedObjectDestroyedException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A cache of the cluster that is made when it is first used, and again when the cluster has lost
 * it. Thread-safe.
 */
final class LazyCache {
  private final HazelcastConnection connection;
  private final CacheConfig<byte[], byte[]> config;

  /** Guarded by this. */
  private CompletableFuture<ICache<byte[], byte[]>> cache =
      CompletableFuture.failedFuture(new IllegalStateException("unused"));

  LazyCache(HazelcastConnection connection, CacheConfig<byte[], byte[]> config) {
    this.connection = connection;
    this.config = config;
  }

  /** The settings of a cache of bytes, from which Hazelcast evicts beyond so many entries. */
  static CacheConfig<byte[], byte[]> config(String name, int backups, int maxEntries) {
    CacheConfig<byte[], byte[]> config = new CacheConfig<>(name);
    config.setTypes(byte[].class, byte[].class);
    config.setBackupCount(backups);
    config.setEvictionConfig(
        new EvictionConfig()
            .setMaxSizePolicy(MaxSizePolicy.ENTRY_COUNT)
            .setSize(maxEntries)
            .setEvictionPolicy(EvictionPolicy.LRU));
    return config;
  }

  /** Whether a failure says that the cache is not there, rather than that nobody answers. */
  static boolean isGone(Throwable failure) {
    Throwable cause = Futures.cause(failure);
    return cause instanceof DistributedObjectDestroyedException
        || (cause instanceof IllegalStateException
            && !(cause instanceof HazelcastClientOfflineException));
  }

  /** Does something with the cache; once more if the cluster turns out to have lost it. */
  <T> CompletableFuture<T> use(Function<ICache<byte[], byte[]>, CompletableFuture<T>> operation) {
    CompletableFuture<ICache<byte[], byte[]>> opened = opened();
    return opened
        .thenCompose(operation)
        .exceptionallyCompose(
            failure -> {
              if (!isGone(failure)) {
                return CompletableFuture.failedFuture(Futures.cause(failure));
              }
              return openedAfter(opened).thenCompose(operation);
            });
  }

  private synchronized CompletableFuture<ICache<byte[], byte[]>> opened() {
    return cache.isCompletedExceptionally() ? openedAfter(cache) : cache;
  }

  /** Opens the cache anew, unless somebody did so since. */
  private synchronized CompletableFuture<ICache<byte[], byte[]>> openedAfter(
      CompletableFuture<ICache<byte[], byte[]>> last) {
    if (cache == last) {
      cache = connection.cache(config);
    }
    return cache;
  }
}
