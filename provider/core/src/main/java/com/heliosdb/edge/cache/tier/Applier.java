package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.ExpiryRules;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.policy.TierPolicy;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes ready outside the stripe lock, and applies them under it: to the tiers here, to
 * what the region is to be told, and to the events to be delivered. Thread-safe.
 */
final class Applier {
  // Policies of the specification are asked under the lock; they are no user code.
  private static final long UNKNOWN = -2;

  private final Lookup lookup;
  private final HeapTier heap;
  private final Disk disk;
  private final Region region;
  private final Values values;
  private final ExpiryRules expiry;
  private final EntryChanges changes;
  private final VersionClock versions;
  private final TierPolicy policy;
  private final TimeSource time;

  Applier(WriteParts parts) {
    lookup = parts.lookup();
    heap = parts.heap();
    disk = parts.disk();
    region = parts.region();
    values = parts.values();
    expiry = parts.expiry();
    changes = parts.changes();
    versions = parts.versions();
    policy = parts.policy();
    time = parts.time();
  }

  // ---------------------------------------------------------------- outside the lock

  /** Whether keys and values are needed as bytes. */
  boolean encodes() {
    return disk.present() || region.present();
  }

  /**
   * When a value that user code loads began to be obtained.
   *
   * @param version older than whatever is written meanwhile
   * @param stamp what the region knew then
   */
  record Began(long version, long stamp) {}

  @Nullable Began began() {
    return region.present() ? new Began(versions.next(time.millis()), region.stamp()) : null;
  }

  /** A change made ready outside the lock: encoded, weighed, its expiry asked for. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this class
  record Prepared(
      Object key,
      Object stored,
      Object shown,
      byte @Nullable [] bytes,
      long fingerprint,
      int weight,
      long life,
      @Nullable Began began) {}

  @Nullable Prepared prepare(
      KeyRef key, Change change, @Nullable Current current, @Nullable Began began) {
    disk.prepare(key);
    region.prepare(key);
    Object value = change.value();
    if (value == null) {
      return null;
    }
    boolean encodes = encodes();
    if (encodes) {
      key.encoded(values.codecs());
    }
    Object stored = values.toStored(value);
    return new Prepared(
        values.keyToStored(key.key),
        stored,
        changes.active() ? values.toUser(stored) : value,
        encodes ? values.bytes(stored) : null,
        encodes ? values.codecs().typeFingerprint(value) : 0,
        values.weigh(key.key, stored, value),
        lifeKnownBefore(change, current),
        change.loads() ? began : null);
  }

  /** The time to live if it does not depend on what is found under the lock. */
  private long lifeKnownBefore(Change change, @Nullable Current current) {
    if (change.hasTtl()) {
      return change.ttl() == null ? ExpiryRules.NEVER : ExpiryRules.millis(change.ttl());
    }
    if (!expiry.runsUserCode()) {
      return UNKNOWN;
    }
    return life(change, current);
  }

  private long life(Change change, @Nullable Current current) {
    long life = current == null ? expiry.onCreation() : expiry.onUpdate();
    return life == ExpiryRules.UNCHANGED && change.kind() == Change.Kind.REFRESH
        ? expiry.onCreation()
        : life;
  }

  // ---------------------------------------------------------------- under the lock

  /** What applying a change came to. */
  record Applied(boolean existed, boolean stored) {}

  /** Applies a change under the stripe lock. */
  Applied applyLocked(
      KeyRef key,
      @Nullable Current seen,
      @Nullable Object seenValue,
      Change change,
      @Nullable Prepared prepared,
      Effects effects) {
    long now = time.millis();
    Current current = lookup.locateLocked(key);
    Object old =
        current != null && seen != null && seen.version == current.version ? seenValue : null;
    if (current != null && current.expiredAt(now)) {
      lookup.expireLocked(key, current, old, effects);
      current = null;
    }
    if (current == null && seen != null && !seen.local) {
      current = seen;
      old = seenValue;
    }
    boolean stored = false;
    if (prepared != null && isOvertaken(key, current, prepared)) {
      return new Applied(current != null, false);
    }
    if (prepared == null) {
      tellRegion(key, versions.next(now), null, false, effects);
    }
    if (prepared != null) {
      stored = put(key, current, old, change, prepared, now, effects);
    } else if (current != null) {
      lookup.drop(key, current);
      effects.add(key, EventType.REMOVED, Lookup.keptKey(key, current), null, old);
    } else {
      // Nothing is served for the key, but a disk that stands aside may still hold a record.
      disk.drop(key);
    }
    return new Applied(current != null, stored);
  }

  /** Whether a loaded value is older than what was written meanwhile, here or elsewhere. */
  private boolean isOvertaken(KeyRef key, @Nullable Current current, Prepared prepared) {
    Began began = prepared.began;
    return began != null
        && ((current != null && current.version > began.version)
            || region.isOvertaken(key, began.version, began.stamp));
  }

  /** Notes what the region is to be told when the lock is released. */
  private void tellRegion(
      KeyRef key, long version, @Nullable DiskRecord record, boolean loaded, Effects effects) {
    if (region.present()) {
      region.raise(key, version);
      effects.add(new RegionWrite(key, version, record, loaded));
    }
  }

  /** Makes a value current; false if its time has come already and there was no entry. */
  private boolean put(
      KeyRef key,
      @Nullable Current current,
      @Nullable Object old,
      Change change,
      Prepared prepared,
      long now,
      Effects effects) {
    long deadline = deadline(key.spread, prepared, change, current, now);
    Object kept = current == null || current.entry == null ? prepared.key : current.entry.key;
    if (deadline > now) {
      EventType type = current == null ? EventType.CREATED : EventType.UPDATED;
      store(key, kept, current, change, prepared, deadline, now, effects);
      effects.add(key, type, kept, prepared.shown, current == null ? null : old);
      return true;
    }
    tellRegion(key, versions.next(now), null, false, effects);
    if (current == null) {
      disk.drop(key);
      return false;
    }
    lookup.drop(key, current);
    effects.add(key, EventType.UPDATED, kept, prepared.shown, old);
    effects.add(key, EventType.EXPIRED, kept, null, prepared.shown);
    return true;
  }

  private long deadline(
      int spread, Prepared prepared, Change change, @Nullable Current current, long now) {
    long life = prepared.life;
    if (life == UNKNOWN) {
      life = life(change, current);
    }
    if (life == ExpiryRules.UNCHANGED) {
      // The entry that was to keep its deadline may be gone by now.
      return current == null ? ExpiryRules.NEVER : current.deadline;
    }
    return expiry.deadline(life, spread, now);
  }

  /**
   * Makes a new version current: on the heap where the key is there already or new keys start
   * there, else on disk.
   */
  private void store(
      KeyRef key,
      Object kept,
      @Nullable Current current,
      Change change,
      Prepared prepared,
      long deadline,
      long now,
      Effects effects) {
    boolean fixedTtl = change.hasTtl();
    HeapEntry there = current == null ? null : current.entry;
    long version = prepared.began == null ? versions.next(now) : prepared.began.version;
    boolean fits = heap.fits(prepared.weight);
    HeapEntry entry = null;
    if (current == null) {
      disk.keyCame();
      policy.inserted(key.spread);
    }
    if (fits && (there != null || policy.startsOnHeap())) {
      boolean keepsDeadline = current != null && deadline == current.deadline;
      entry = install(there, key, kept, prepared, version, deadline, keepsDeadline, fixedTtl);
    } else if (there != null) {
      heap.remove(there);
    }
    boolean onDisk = false;
    boolean later = entry != null && policy.startsOnHeap();
    if (later) {
      // Written when it leaves the heap; no older version may be found below it.
      disk.drop(key);
    }
    if (prepared.bytes != null) {
      DiskRecord record =
          new DiskRecord(prepared.bytes, prepared.fingerprint, version, now, deadline, fixedTtl, 0);
      onDisk = !later && disk.write(key, record, entry != null, now);
      tellRegion(key, version, record, change.loads(), effects);
    }
    if (entry != null) {
      entry.onDisk = onDisk;
    } else if (!onDisk && fits) {
      install(null, key, kept, prepared, version, deadline, false, fixedTtl);
    } else if (!onDisk) {
      heap.counters().evictions.increment();
    }
  }

  private HeapEntry install(
      @Nullable HeapEntry there,
      KeyRef key,
      Object kept,
      Prepared prepared,
      long version,
      long deadline,
      boolean keepsDeadline,
      boolean fixedTtl) {
    return heap.put(
        there,
        kept,
        key.spread,
        prepared.stored,
        version,
        deadline,
        keepsDeadline,
        fixedTtl,
        prepared.weight);
  }
}
