package com.heliosdb.edge.cache.jcache;

import javax.cache.Cache;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * One change as a listener sees it: the old value only if the listener asked for it. Removed and
 * expired entries have their old value as value too, as JSR-107 1.1 has it for clients of 1.0.
 * Immutable.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class EdgeCacheEntryEvent<K, V> extends CacheEntryEvent<K, V> {
  private static final long serialVersionUID = 1L;

  private final transient K key;
  private final transient @Nullable V value;
  private final transient @Nullable V oldValue;

  /**
   * Creates an event.
   *
   * @param value the new value; null for removed and expired
   * @param oldValue the value before; null if there was none or it is not to be seen
   */
  EdgeCacheEntryEvent(
      Cache<K, V> source, EventType type, K key, @Nullable V value, @Nullable V oldValue) {
    super(source, type);
    this.key = key;
    this.oldValue = oldValue;
    this.value = type == EventType.REMOVED || type == EventType.EXPIRED ? oldValue : value;
  }

  @Override
  public K getKey() {
    return key;
  }

  @Override
  public @Nullable V getValue() {
    return value;
  }

  @Override
  public @Nullable V getOldValue() {
    return oldValue;
  }

  @Override
  public boolean isOldValueAvailable() {
    return oldValue != null;
  }

  @Override
  public <T> T unwrap(Class<T> clazz) {
    if (clazz.isInstance(this)) {
      return clazz.cast(this);
    }
    throw new IllegalArgumentException(
        "A " + CacheEntryEvent.class.getName() + " is no " + clazz.getName());
  }

  @Override
  public String toString() {
    return "CacheEntryEvent[%s %s=%s, old=%s]".formatted(getEventType(), key, value, oldValue);
  }
}
