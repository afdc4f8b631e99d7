package com.heliosdb.edge.cache.store;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.ehcache.Cache;
import org.ehcache.UserManagedCache;
import org.ehcache.config.builders.ExpiryPolicyBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.builders.UserManagedCacheBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.core.spi.time.TimeSource;
import org.ehcache.impl.copy.IdentityCopier;
import org.ehcache.impl.internal.TimeSourceConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Owner of the entries on the heap: an Ehcache heap cache that keeps references as they are, never
 * expires and never evicts; its user bounds it. Keys are compared by equals. Thread-safe; starts no
 * thread.
 *
 * @param <E> the type of entries
 */
public final class EhcacheHeapStore<E> {
  /** Ehcache stamps each read; nothing here depends on the stamp, so it costs no clock. */
  private static final TimeSource STILL = () -> 0;

  private final UserManagedCache<Object, Object> cache;

  /** Creates an empty store. */
  public EhcacheHeapStore() {
    cache =
        UserManagedCacheBuilder.newUserManagedCacheBuilder(Object.class, Object.class)
            .withKeyCopier(IdentityCopier.identityCopier())
            .withValueCopier(IdentityCopier.identityCopier())
            .withExpiry(ExpiryPolicyBuilder.noExpiration())
            .withResourcePools(
                ResourcePoolsBuilder.newResourcePoolsBuilder()
                    .heap(Long.MAX_VALUE, EntryUnit.ENTRIES))
            .using(new TimeSourceConfiguration(STILL))
            .build(true);
  }

  /** The entry of the key, or null. */
  public @Nullable E get(Object key) {
    return entry(cache.get(key));
  }

  /** Keeps the entry in place of any earlier one of the key. */
  public void put(Object key, E entry) {
    cache.put(key, entry);
  }

  /** Drops the key's entry, if there is one. */
  public void remove(Object key) {
    cache.remove(key);
  }

  /** All entries, weakly consistent: what is put or removed meanwhile may or may not appear. */
  public Iterator<E> entries() {
    Iterator<Cache.Entry<Object, Object>> inner = cache.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return inner.hasNext();
      }

      @Override
      public E next() {
        E entry = entry(inner.next().getValue());
        if (entry == null) {
          throw new NoSuchElementException();
        }
        return entry;
      }
    };
  }

  /** Drops all entries. */
  public void clear() {
    cache.clear();
  }

  /** Drops all entries; no other method may be called afterwards. */
  public void close() {
    cache.close();
  }

  @SuppressWarnings("unchecked") // only put() stores, and it takes an E
  private @Nullable E entry(@Nullable Object stored) {
    return (E) stored;
  }
}
