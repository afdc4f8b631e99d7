package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.tier.EntryWalk;
import java.util.Iterator;
import java.util.NoSuchElementException;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Iterator over the entries of the local tiers. Weakly consistent; not thread-safe. */
final class EntryIterator<K, V> implements Iterator<Cache.Entry<K, V>> {
  private final EdgeCacheFront<K, V> cache;
  private final EntryWalk walk;
  private EntryWalk.@Nullable Step ahead;
  private @Nullable K returned;

  EntryIterator(EdgeCacheFront<K, V> cache, EntryWalk walk) {
    this.cache = cache;
    this.walk = walk;
  }

  @Override
  public boolean hasNext() {
    cache.requireOpen();
    if (ahead == null) {
      ahead = walk.next();
    }
    return ahead != null;
  }

  @Override
  @SuppressWarnings("unchecked") // keys and values are of this cache
  public Cache.Entry<K, V> next() {
    if (!hasNext() || ahead == null) {
      throw new NoSuchElementException();
    }
    EntryWalk.Step step = ahead;
    ahead = null;
    cache.hierarchy().walked(step.current());
    K key = (K) step.key();
    returned = key;
    return new EdgeCacheEntry<>(key, (V) step.value());
  }

  @Override
  public void remove() {
    K key = returned;
    if (key == null) {
      throw new IllegalStateException("next() was not called, or its entry was removed already");
    }
    returned = null;
    cache.remove(key);
  }
}
