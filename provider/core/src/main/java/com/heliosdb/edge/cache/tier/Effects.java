package com.heliosdb.edge.cache.tier;

import java.util.ArrayList;
import java.util.List;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * The events of one operation, and what it writes to the region: gathered under the stripe lock,
 * delivered after it. Not thread-safe.
 */
final class Effects {
  private final EntryChanges changes;
  // Most operations have nobody to tell.
  private @Nullable List<Told> told;
  private @Nullable List<RegionWrite> writes;

  private record Told(int stripe, EntryChanges.Pending pending) {}

  Effects(EntryChanges changes) {
    this.changes = changes;
  }

  void add(
      KeyRef ref, EventType type, Object key, @Nullable Object value, @Nullable Object oldValue) {
    if (changes.active() && changes.listensTo(type)) {
      if (told == null) {
        told = new ArrayList<>(2);
      }
      told.add(new Told(ref.stripe(), changes.enqueue(ref.stripe(), type, key, value, oldValue)));
    }
  }

  /** Remembers what the region is to be told. */
  void add(RegionWrite write) {
    if (writes == null) {
      writes = new ArrayList<>(1);
    }
    writes.add(write);
  }

  /** Tells the region, and waits until it has it; returns what is to be thrown last, or null. */
  @Nullable Throwable tryWrite(Region region) {
    return writes == null ? null : region.write(writes);
  }

  /** Delivers all; what the first one throws is thrown last. */
  void deliver() {
    Outcome.rethrow(tryDeliver());
  }

  /** Delivers all; returns what the first one threw, or null. */
  @Nullable Throwable tryDeliver() {
    if (told == null) {
      return null;
    }
    Throwable first = null;
    for (Told each : told) {
      try {
        changes.deliver(each.stripe, each.pending);
      } catch (RuntimeException | Error e) {
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
