package com.heliosdb.edge.cache.event;

import javax.cache.event.CacheEntryListener;

/**
 * Told of each heap entry the background scan comes by. Registered by {@code
 * EdgeCache.registerTierListener}; called concurrently; must be quick. What it throws is logged and
 * counted, and never reaches the caller of the cache.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface TierScanListener<K, V> extends CacheEntryListener<K, V> {
  /** One event of kind {@link TierEvent.Kind#SCAN}. */
  void onScan(TierEvent<K, V> event);
}
