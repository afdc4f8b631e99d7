package com.heliosdb.edge.cache.tier;

import org.jspecify.annotations.Nullable;

/**
 * What lies behind the cache: the loader and the writer, if there are any. User code; thread-safe.
 */
public interface Origin {
  /** Whether there is a loader. */
  boolean canLoad();

  /** Whether a miss of a read is loaded. */
  boolean readThrough();

  /** Whether writes are told. */
  boolean writeThrough();

  /**
   * Loads a value; null if the origin has none.
   *
   * @throws javax.cache.integration.CacheLoaderException if the loader throws
   */
  @Nullable Object load(Object key);

  /**
   * Writes a value.
   *
   * @throws javax.cache.integration.CacheWriterException if the writer throws
   */
  void write(Object key, Object value);

  /**
   * Deletes a key.
   *
   * @throws javax.cache.integration.CacheWriterException if the writer throws
   */
  void delete(Object key);
}
