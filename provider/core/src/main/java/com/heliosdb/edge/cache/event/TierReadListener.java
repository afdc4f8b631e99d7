package com.heliosdb.edge.cache.event;

import javax.cache.event.CacheEntryListener;

/**
 * Told of reads that the disk tier answered, on the reading thread, after the read. Registered by
 * {@code EdgeCache.registerTierListener}; called concurrently; must be quick. What it throws is
 * logged and counted, and never reaches the caller of the cache.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface TierReadListener<K, V> extends CacheEntryListener<K, V> {
  /** One event of kind {@link TierEvent.Kind#READ}. */
  void onRead(TierEvent<K, V> event);
}
