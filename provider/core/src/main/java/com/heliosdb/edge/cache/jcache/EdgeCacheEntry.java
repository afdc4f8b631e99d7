package com.heliosdb.edge.cache.jcache;

import javax.cache.Cache;

/**
 * A key with its value at one moment. Immutable.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class EdgeCacheEntry<K, V> implements Cache.Entry<K, V> {
  private final K key;
  private final V value;

  EdgeCacheEntry(K key, V value) {
    this.key = key;
    this.value = value;
  }

  @Override
  public K getKey() {
    return key;
  }

  @Override
  public V getValue() {
    return value;
  }

  @Override
  public <T> T unwrap(Class<T> clazz) {
    return Unwrap.as(clazz, this);
  }

  @Override
  public String toString() {
    return key + "=" + value;
  }
}
