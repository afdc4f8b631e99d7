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
  private @Nullable Writing writing;

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

  /** Has the region begin what it is told, if there is anything; it is waited for later. */
  void begin(Region region) {
    if (writes != null && writing == null) {
      writing = region.begin(writes);
    }
  }

  private @Nullable Throwable tryWrite(Region region) {
    begin(region);
    return writing == null ? null : writing.await();
  }

  /** Delivers all; what the first one throws is thrown last. */
  void deliver() {
    Outcome.rethrow(tryDeliver());
  }

  /** Delivers all; returns what the first one threw, or null. */
  private @Nullable Throwable tryDeliver() {
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

  /**
   * Tells the region, makes room and delivers events, each even if another fails; returns what is
   * to be thrown last: of the region, or else of a listener.
   */
  @Nullable Throwable trySettle(boolean changed, Region region, Mover mover) {
    Throwable failure = tryWrite(region);
    try {
      // A look into the region may have brought something in.
      if (changed || region.present()) {
        mover.relieve();
      }
    } catch (RuntimeException | Error e) {
      addSuppressed(e, failure);
      addSuppressed(e, tryDeliver());
      throw e;
    }
    Throwable second = tryDeliver();
    if (failure == null) {
      return second;
    }
    addSuppressed(failure, second);
    return failure;
  }

  /** Tells the region and delivers events after a failure, which the caller throws. */
  void settleAfter(Throwable failure, Region region) {
    addSuppressed(failure, tryWrite(region));
    addSuppressed(failure, tryDeliver());
  }

  private static void addSuppressed(Throwable failure, @Nullable Throwable second) {
    if (second != null) {
      failure.addSuppressed(second);
    }
  }
}
