package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.policy.TierPolicy;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings entries of the region into the local tiers, and compares those in doubt with it.
 * Thread-safe. Installs under the stripe lock and only what is newer than anything known of its key
 * here; fires no events.
 */
final class Refill {
  // An answer that was overtaken is asked for again; more often than this nobody is that unlucky.
  private static final int TRIES = 3;

  private final Lookup lookup;
  private final Stripes stripes;
  private final HeapTier heap;
  private final Disk disk;
  private final Region region;
  private final Values values;
  private final TierPolicy policy;
  private final TimeSource time;

  Refill(
      Lookup lookup,
      Stripes stripes,
      HeapTier heap,
      Disk disk,
      Region region,
      Values values,
      TierPolicy policy,
      TimeSource time) {
    this.lookup = lookup;
    this.stripes = stripes;
    this.heap = heap;
    this.disk = disk;
    this.region = region;
    this.values = values;
    this.policy = policy;
    this.time = time;
  }

  /**
   * What came of looking in the region.
   *
   * @param current the entry, installed if there was room; null if there is none
   * @param overtaken whether the local tiers have to be looked at again instead
   */
  record Found(@Nullable Current current, boolean overtaken) {
    static final Found NOTHING = new Found(null, false);
    static final Found OVERTAKEN = new Found(null, true);
  }

  /** Looks for a key that no local tier has. */
  Found find(KeyRef key, Asking asking, Effects effects) {
    region.prepare(key);
    for (int i = 0; i < TRIES; i++) {
      RegionAnswer answer = asking.ask(key);
      lookup.outdate(key, answer.version(), effects);
      Current decoded = decode(key, answer);
      if (decoded == null) {
        asking.keep(key, answer);
        return Found.NOTHING;
      }
      Found installed = install(decoded, answer);
      if (installed != null) {
        return installed;
      }
      if (region.holds(key, answer)) {
        // It lacks what is newer, and would say the same again.
        asking.keep(key, answer);
        return Found.NOTHING;
      }
    }
    return Found.NOTHING;
  }

  private @Nullable Current decode(KeyRef key, RegionAnswer answer) {
    Envelope envelope = answer.envelope();
    if (envelope == null) {
      return null;
    }
    try {
      Object value = values.codecs().decode(envelope.value());
      if (values.codecs().matches(envelope.typeFingerprint(), value)) {
        return Current.inRegion(key, answer.version(), envelope.expiresMillis(), envelope, value);
      }
    } catch (IOException e) {
      // Written by a node with other classes, say: for this one there is no value.
      region.counters().tier.faults.increment();
      return null;
    }
    region.counters().tier.faults.increment();
    return null;
  }

  /** Installs the entry; null if the answer must not be used. */
  private @Nullable Found install(Current found, RegionAnswer answer) {
    KeyRef key = found.key;
    Envelope envelope = answer.envelope();
    Object value = found.value(values);
    if (envelope == null || value == null) {
      return null;
    }
    Object stored;
    Object kept;
    int weight;
    try {
      stored = values.toStored(value, envelope.value());
      kept = values.keyToStored(key.key);
      weight = values.weigh(kept, stored, value);
    } catch (RuntimeException e) {
      // A user's weigher, say: a write would throw this, a read has found nothing.
      region.counters().tier.faults.increment();
      return Found.NOTHING;
    }
    DiskRecord record = DiskRecord.of(envelope, found.deadline);
    disk.prepare(key);
    ReentrantLock lock = stripes.lock(key.stripe());
    lock.lock();
    try {
      Current local = lookup.locateLocked(key);
      if (local != null && local.version >= found.version) {
        // The region may give it more time, but here its time has come.
        return lookup.isKept(local) ? Found.NOTHING : Found.OVERTAKEN;
      }
      if (!region.admits(key, answer)) {
        return null;
      }
      if (local != null) {
        lookup.drop(key, local);
      } else {
        disk.keyCame();
        policy.inserted(key.spread);
      }
      region.raise(key, found.version);
      // The heap knows no doubt.
      boolean certain = region.certain(answer);
      boolean later = disk.present() && certain && policy.startsOnHeap() && heap.fits(weight);
      if (later) {
        // Written when it leaves the heap; no older version may be found below it.
        disk.drop(key);
      } else if (disk.write(key, record, false, time.millis())) {
        if (!certain) {
          disk.suspect(key, found.version);
        }
        return new Found(found.installed(null), false);
      }
      if (!heap.fits(weight)) {
        return new Found(found, false);
      }
      HeapEntry entry =
          heap.order()
              .entry(
                  kept,
                  key.spread,
                  stored,
                  found.version,
                  found.deadline,
                  record.fixedTtl,
                  weight,
                  false,
                  0);
      heap.install(entry, null);
      return new Found(found.installed(entry), false);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Compares an entry in doubt with the region.
   *
   * @return whether it is served; if not, it was dropped or replaced, and the tiers have to be
   *     looked at again
   */
  boolean verify(Current suspect, Asking asking) {
    region.checked();
    RegionAnswer answer = asking.ask(suspect.key);
    if (region.outdates(suspect.version)) {
      drop(suspect);
      return false;
    }
    boolean current =
        switch (answer.kind()) {
          case VALUE -> answer.version() <= suspect.version;
          case REMOVED ->
              answer.version() < suspect.version
                  // What has expired is of no use to the region, but it is the same.
                  || (answer.version() == suspect.version && lookup.isKept(suspect));
          case ABSENT -> region.toleratesUnknown();
          case UNSAID, AWAY -> region.toleratesStale();
        };
    if (!current) {
      drop(suspect);
      Current newer = decode(suspect.key, answer);
      if (newer != null) {
        install(newer, answer);
      } else {
        asking.keep(suspect.key, answer);
      }
    } else if (answer.isGiven()) {
      disk.trust(suspect.key, suspect.version);
      if (!region.certain(answer)) {
        disk.suspect(suspect.key, suspect.version);
      }
    }
    return current;
  }

  private void drop(Current suspect) {
    ReentrantLock lock = stripes.lock(suspect.key.stripe());
    lock.lock();
    try {
      Current local = lookup.locateLocked(suspect.key);
      if (local != null && local.version == suspect.version) {
        lookup.drop(suspect.key, local);
      }
    } finally {
      lock.unlock();
    }
  }
}
