package com.heliosdb.edge.cache.event;

import javax.cache.event.CacheEntryListener;

/**
 * Told of the entry that should leave a full heap tier. An entry the listeners leave in place is
 * evicted by the cache. Registered by {@code EdgeCache.registerTierListener}; called concurrently;
 * must be quick. What it throws is logged and counted, and never reaches the caller of the cache.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface TierPressureListener<K, V> extends CacheEntryListener<K, V> {
  /** One event of kind {@link TierEvent.Kind#PRESSURE}. */
  void onPressure(TierEvent<K, V> event);
}
