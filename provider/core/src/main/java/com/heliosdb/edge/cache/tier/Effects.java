package com.heliosdb.edge.cache.tier;

import java.util.ArrayList;
import java.util.List;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * The events of one operation: enqueued under the stripe lock, delivered after it. Not thread-safe.
 */
final class Effects {
  private final EntryChanges changes;
  private final List<EntryChanges.Pending> pending = new ArrayList<>(2);
  private final List<Integer> stripes = new ArrayList<>(2);

  Effects(EntryChanges changes) {
    this.changes = changes;
  }

  void add(
      KeyRef ref, EventType type, Object key, @Nullable Object value, @Nullable Object oldValue) {
    if (changes.active() && changes.listensTo(type)) {
      pending.add(changes.enqueue(ref.stripe(), type, key, value, oldValue));
      stripes.add(ref.stripe());
    }
  }

  /** Delivers all; what the first one throws is thrown last. */
  void deliver() {
    RuntimeException failure = tryDeliver();
    if (failure != null) {
      throw failure;
    }
  }

  /** Delivers all; returns what the first one threw, or null. */
  @Nullable RuntimeException tryDeliver() {
    RuntimeException first = null;
    for (int i = 0; i < pending.size(); i++) {
      try {
        changes.deliver(stripes.get(i), pending.get(i));
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    return first;
  }
}
