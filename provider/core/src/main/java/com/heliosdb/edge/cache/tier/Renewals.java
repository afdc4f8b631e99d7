package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.TimeSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Puts what was loaded anew in the place of the version it was loaded for, and of no other. No
 * claim is held meanwhile, so that nobody who reads or writes the key waits for the loader.
 * Thread-safe.
 */
final class Renewals {
  private final Applier applier;
  private final Lookup lookup;
  private final Stripes stripes;
  private final Region region;
  private final EntryChanges changes;
  private final Claims claims;
  private final Mover mover;
  private final TimeSource time;

  Renewals(WriteParts parts, Applier applier) {
    this.applier = applier;
    lookup = parts.lookup();
    stripes = parts.stripes();
    region = parts.region();
    changes = parts.changes();
    claims = parts.claims();
    mover = parts.mover();
    time = parts.time();
  }

  /**
   * Loads a value for a key whose entry is to be replaced; null if the origin has none any more.
   */
  @FunctionalInterface
  interface Load {
    @Nullable Object load();
  }

  /**
   * What came of loading anew.
   *
   * @param value what was loaded
   * @param applied whether it took the entry's place
   */
  record Renewal(@Nullable Object value, boolean applied) {}

  /**
   * Loads anew what is there, while others read and write it, and puts what was loaded in the place
   * of the entry, or removes it if the origin has no value any more; unless it is another version
   * by then. Whoever waits for the key does not wait for the loader.
   *
   * @param seen what is to be replaced, expired or not
   */
  Renewal renew(KeyRef key, Current seen, Load load) {
    Applier.Began began = applier.began();
    Object value;
    Claims.enterUserCode();
    try {
      value = load.load();
    } finally {
      Claims.leaveUserCode();
    }
    Change change = value == null ? Change.REMOVE : Change.refresh(value);
    Effects effects = new Effects(changes);
    boolean applied;
    try {
      applied = replace(key, seen, change, began, effects);
    } catch (RuntimeException | Error e) {
      effects.settleAfter(e, region);
      throw e;
    }
    Outcome.rethrow(effects.trySettle(applied, region, mover));
    return new Renewal(value, applied);
  }

  /** Applies a change to what was seen; false if it is another version by now. */
  private boolean replace(
      KeyRef key, Current seen, Change change, Applier.@Nullable Began began, Effects effects) {
    Current alive = seen.expiredAt(time.millis()) ? null : seen;
    Applier.Prepared prepared = applier.prepare(key, change, alive, began);
    Object old = lookup.oldValue(seen);
    for (; ; ) {
      Claim holder;
      ReentrantLock lock = stripes.lock(key.stripe());
      lock.lock();
      try {
        Current current = lookup.locateLocked(key);
        if (current == null || current.version != seen.version) {
          return false;
        }
        holder = claims.holder(key);
        if (holder == null) {
          Applier.Applied applied = applier.applyLocked(key, seen, old, change, prepared, effects);
          return applied.stored() || prepared == null;
        }
      } finally {
        lock.unlock();
      }
      claims.await(holder);
    }
  }
}
