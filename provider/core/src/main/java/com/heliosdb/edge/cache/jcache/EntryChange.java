package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.tier.EntryChanges;
import java.util.List;
import javax.cache.Cache;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * One change on its way to the listeners that were registered when it was made. Not thread-safe: it
 * belongs to its {@link ChangeQueue}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class EntryChange<K, V> implements EntryChanges.Pending {
  private final EventType type;
  private final K key;
  private final @Nullable V value;
  private final @Nullable V oldValue;
  private final List<UserListener<K, V>> listeners;
  private int told;
  private int returned;
  private boolean abandoned;
  private @Nullable Throwable failure;

  EntryChange(
      EventType type,
      K key,
      @Nullable V value,
      @Nullable V oldValue,
      List<UserListener<K, V>> listeners) {
    this.type = type;
    this.key = key;
    this.value = value;
    this.oldValue = oldValue;
    this.listeners = listeners;
  }

  /** Whether a thread has reason to wait for it. */
  boolean hasSynchronousListener() {
    return listeners.stream().anyMatch(UserListener::isSynchronous);
  }

  /** Whether every listener has been told, or is being told. */
  boolean isUnderWay() {
    return told == listeners.size();
  }

  /** Whether every listener has returned. */
  boolean isDone() {
    return returned == listeners.size();
  }

  /** Notes that the thread that made the change does not wait for it. */
  void abandon() {
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** Takes the next listener's turn. */
  UserListener<K, V> next() {
    return listeners.get(told++);
  }

  /** The change as this listener may see it. */
  EdgeCacheEntryEvent<K, V> eventFor(UserListener<K, V> listener, Cache<K, V> source) {
    return new EdgeCacheEntryEvent<>(
        source, type, key, value, listener.isOldValueRequired() ? oldValue : null);
  }

  /**
   * Notes that a listener has returned.
   *
   * @param thrown what it threw
   * @return whether somebody will be told of what it threw
   */
  boolean returned(@Nullable Throwable thrown) {
    returned++;
    if (thrown == null) {
      return true;
    }
    if (failure == null) {
      failure = thrown;
    } else if (failure != thrown) {
      failure.addSuppressed(thrown);
    }
    return !abandoned;
  }

  /** What listeners have thrown so far: the first, the others suppressed in it. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Throws what listeners threw: errors as they are, all else as the specification has it. */
  void rethrow(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof CacheEntryListenerException exception) {
      throw exception;
    }
    throw new CacheEntryListenerException(
        "A listener failed on %s of key %s: %s".formatted(type, key, thrown), thrown);
  }
}
