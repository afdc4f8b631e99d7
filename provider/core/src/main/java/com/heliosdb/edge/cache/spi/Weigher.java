package com.heliosdb.edge.cache.spi;

/**
 * Tells how many bytes of heap an entry takes. Called once for each write, on the writing thread.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
@FunctionalInterface
public interface Weigher<K, V> {
  /** Bytes of heap taken by this key and value; at least 0. */
  long weigh(K key, V value);
}
