package com.heliosdb.edge.cache.benchmarks.disk;

import org.jspecify.annotations.Nullable;

/** A cache with a disk tier, by whatever interface it has. Thread-safe. */
interface DiskCache extends AutoCloseable {
  byte @Nullable [] get(String key);

  void put(String key, byte[] value);

  /** False if there was nothing to remove, as far as the cache tells. */
  boolean remove(String key);

  /**
   * Ends the preparation.
   *
   * @throws IllegalStateException if one of the entries is not on disk
   */
  void requireOnDisk(String[] keys);

  /** Closes it; what it holds stays on disk. */
  @Override
  void close();
}
