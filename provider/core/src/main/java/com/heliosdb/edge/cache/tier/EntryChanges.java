package com.heliosdb.edge.cache.tier;

import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of created, updated, removed and expired entries. The hierarchy enqueues under the
 * stripe lock of the key, which fixes the order, and delivers after the lock and any claim are
 * released.
 */
public interface EntryChanges {
  /** One enqueued change. */
  interface Pending {}

  /** Whether anybody listens; the cheapest question. */
  boolean active();

  /** Whether anybody listens to changes of this type. */
  boolean listensTo(EventType type);

  /** Whether somebody who listens to changes of this type asked for the old value. */
  boolean needsOldValue(EventType type);

  /**
   * Remembers a change. Called under the stripe lock: neither blocks nor calls user code.
   *
   * @param stripe the number of the stripe, 0 to {@link Stripes#COUNT} - 1
   * @param value the new value, the object a user may see; null for removed and expired
   * @param oldValue the value before, the object a user may see; null if there was none or nobody
   *     needs it
   */
  Pending enqueue(
      int stripe, EventType type, Object key, @Nullable Object value, @Nullable Object oldValue);

  /**
   * Delivers everything enqueued on the stripe up to this change, in order; synchronous listeners
   * have returned when this returns, unless the calling thread is inside a listener or holds a
   * claim.
   *
   * @throws javax.cache.event.CacheEntryListenerException what a synchronous listener threw for
   *     this change
   */
  void deliver(int stripe, Pending pending);
}
