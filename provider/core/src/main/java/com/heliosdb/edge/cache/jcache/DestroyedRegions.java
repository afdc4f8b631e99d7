package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.config.CacheSettings;
import com.heliosdb.edge.cache.config.RegionSettings;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The generations that caches of a manager began in their regions when they were destroyed. A new
 * cache of the same name that cannot ask its region yet would take its first entries for older than
 * the generation it hears of later, and drop them. Thread-safe.
 */
final class DestroyedRegions {
  // A name that is not used again must not be remembered for ever; whoever uses so many may wait.
  private static final int MOST = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock; in the order they were destroyed.
  private final Map<Space, Long> generations = new LinkedHashMap<>();

  /** Where a cache has its entries: with other settings the same name is another place. */
  private record Space(String cacheName, RegionSettings settings) {
    static Space of(CacheSettings settings) {
      return new Space(settings.cacheName(), settings.region());
    }
  }

  /** Notes a destruction. */
  void add(CacheSettings settings, long generation) {
    lock.lock();
    try {
      Space space = Space.of(settings);
      generations.remove(space);
      generations.put(space, generation);
      if (generations.size() > MOST) {
        Iterator<Space> eldest = generations.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The generation that the last destruction began, for the cache that comes after it; or 0. */
  long take(CacheSettings settings) {
    lock.lock();
    try {
      Long generation = generations.remove(Space.of(settings));
      return generation == null ? 0 : generation;
    } finally {
      lock.unlock();
    }
  }
}
