package com.heliosdb.edge.cache.benchmarks.peer;

import javax.cache.Cache;

/** A cache product that is measured, with what it takes to open a cache of it. */
public interface Peer extends AutoCloseable {
  /** The version that runs here; never empty. */
  String version();

  /** Opens a cache that holds all the entries asked for. */
  <V> Cache<String, V> open(CacheSpec<V> spec);

  /**
   * Brings the entries to where their hits are to be measured, after they were put.
   *
   * @throws IllegalStateException if one is not there
   */
  default <V> void warm(Cache<String, V> cache, String[] keys) {}

  /** Closes its caches and releases what it holds. */
  @Override
  void close();
}
