package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.ExpiryRules;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.policy.TierPolicy;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The short way of a put where only the heap is concerned: no lower tier, no user code, no event.
 * Thread-safe.
 */
final class HeapPuts {
  private final Lookup lookup;
  private final Stripes stripes;
  private final HeapTier heap;
  private final Values values;
  private final ExpiryRules expiry;
  private final EntryChanges changes;
  private final Claims claims;
  private final Mover mover;
  private final VersionClock versions;
  private final TierPolicy policy;
  private final TimeSource time;
  // Neither a lower tier nor user code takes part in a put.
  private final boolean heapOnly;
  // Versions have to say to the millisecond how old entries are.
  private final boolean exact;

  HeapPuts(boolean heapOnly, boolean exact, WriteParts parts) {
    this.heapOnly = heapOnly;
    this.exact = exact;
    lookup = parts.lookup();
    stripes = parts.stripes();
    heap = parts.heap();
    values = parts.values();
    expiry = parts.expiry();
    changes = parts.changes();
    claims = parts.claims();
    mover = parts.mover();
    versions = parts.versions();
    policy = parts.policy();
    time = parts.time();
  }

  /** Puts a value if only the heap is concerned; otherwise does nothing and returns false. */
  boolean put(Object key, Object value) {
    if (!heapOnly || changes.active()) {
      return false;
    }
    Object stored = values.toStored(value);
    Object kept = values.keyToStored(key);
    int weight = values.weigh(key, stored, value);
    int spread = Stripes.spread(key.hashCode());
    boolean put;
    ReentrantLock lock = stripes.lock(Stripes.of(spread));
    lock.lock();
    try {
      put = putLocked(kept, spread, stored, weight);
    } finally {
      lock.unlock();
    }
    if (put) {
      mover.relieve();
    }
    return put;
  }

  private boolean putLocked(Object key, int spread, Object stored, int weight) {
    lookup.requireOpen();
    HeapEntry there = heap.locate(key, spread);
    long before = there == null ? HeapEntry.NEVER : there.deadline();
    long life = there == null ? expiry.onCreation() : expiry.onUpdate();
    boolean timeless =
        !exact
            && before == HeapEntry.NEVER
            && (life == ExpiryRules.NEVER || life == ExpiryRules.UNCHANGED);
    // The clock costs as much as the rest of a put; a version needs it to the second only.
    long now = timeless ? HeapTier.millisOf(heap.tick()) : time.millis();
    long deadline = life == ExpiryRules.UNCHANGED ? before : expiry.deadline(life, spread, now);
    if (before <= now
        || deadline <= now
        || !heap.fits(weight)
        || claims.holder(key, Stripes.of(spread)) != null) {
      return false;
    }
    if (there == null) {
      policy.inserted(spread);
    }
    boolean keepsDeadline = deadline == before;
    heap.put(
        there, key, spread, stored, versions.next(now), deadline, keepsDeadline, false, weight);
    return true;
  }
}
