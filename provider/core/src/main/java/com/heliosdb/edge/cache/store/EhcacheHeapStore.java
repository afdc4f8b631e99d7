package com.heliosdb.edge.cache.store;

import java.util.Iterator;
import org.ehcache.impl.internal.concurrent.ConcurrentHashMap;
import org.ehcache.impl.internal.concurrent.EvictingConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Owner of the entries on the heap: the map at the bottom of Ehcache's heap tier, without the
 * layers above it. It keeps references as they are, never expires and never evicts; its user bounds
 * it. Keys are compared by equals. Thread-safe; starts no thread.
 *
 * @param <E> the type of entries
 */
public final class EhcacheHeapStore<E> {
  private final EvictingConcurrentMap<Object, E> map = new ConcurrentHashMap<>();

  /** Creates an empty store. */
  public EhcacheHeapStore() {}

  /** The entry of the key, or null. */
  public @Nullable E get(Object key) {
    return map.get(key);
  }

  /** Keeps the entry in place of any earlier one of the key. */
  public void put(Object key, E entry) {
    map.put(key, entry);
  }

  /** Drops the key's entry, if there is one. */
  public void remove(Object key) {
    map.remove(key);
  }

  /** All entries, weakly consistent: what is put or removed meanwhile may or may not appear. */
  public Iterator<E> entries() {
    return map.values().iterator();
  }

  /** Drops all entries. */
  public void clear() {
    map.clear();
  }
}
