package com.heliosdb.edge.cache.event;

import javax.cache.event.CacheEntryListener;

/**
 * Told which keys are asked for, soon after, on a thread of the cache: of hits on the heap at most
 * one for each key and second, and under load a sample. Registered by {@code
 * EdgeCache.registerTierListener}; must be quick. What it throws is logged and counted, and never
 * reaches the caller of the cache.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface TierAccessListener<K, V> extends CacheEntryListener<K, V> {
  /**
   * One event of kind {@link TierEvent.Kind#ACCESS} or {@link TierEvent.Kind#MISS}; its {@code
   * idle} is the time since the access.
   */
  void onAccess(TierEvent<K, V> event);
}
