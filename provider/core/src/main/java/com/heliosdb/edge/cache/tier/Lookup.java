package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.policy.TierPolicy;
import com.heliosdb.edge.cache.tier.Mutation.Needs;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Finds the current entry of a key, wherever it is, and takes it out when its time has come; where
 * stale values are served, when the grace after that has passed too. Until then the entry is there
 * for {@link #stale} alone, and has expired for everyone else. Thread-safe. The truth about a key
 * is known under its stripe lock only; a record is then read without the lock and counts if it
 * still is the version the index named.
 */
final class Lookup {
  private final Stripes stripes;
  private final HeapTier heap;
  private final Disk disk;
  private final Region region;
  private final Refill refill;
  private final Values values;
  private final EntryChanges changes;
  private final TimeSource time;
  // Asks for each key when its time comes.
  private final Asking oneByOne;
  // How long an entry is kept past its deadline, in milliseconds.
  private final long grace;
  // Written under all stripe locks, read under any.
  private boolean closed;

  Lookup(
      Stripes stripes,
      HeapTier heap,
      Disk disk,
      Region region,
      Values values,
      EntryChanges changes,
      TierPolicy policy,
      long graceMillis,
      TimeSource time) {
    grace = graceMillis;
    this.stripes = stripes;
    this.heap = heap;
    this.disk = disk;
    this.region = region;
    refill = new Refill(this, stripes, heap, disk, region, values, policy, time);
    this.values = values;
    this.changes = changes;
    this.time = time;
    oneByOne = region::find;
  }

  /** For an operation on one key. */
  Asking oneKey() {
    return region.present() ? new OneKey(region) : oneByOne;
  }

  /** Asks for many keys at a time, which an operation will look for. */
  Questions questions(Collection<?> keys) {
    return new Questions(region, this, keys);
  }

  /**
   * Whether looking for the key takes a question to the region. An expired entry that is not kept
   * is removed, and its event added: it must not look like news later than the question.
   */
  boolean asks(KeyRef key, Effects effects) {
    Current there = locate(key);
    if (there != null && isOver(there)) {
      // Expired entries are read where somebody wants to know what they were.
      there = current(key, needsOldValues() ? Needs.VALUE : Needs.PRESENCE);
      if (there != null && isOver(there)) {
        expire(there, effects);
      }
    }
    return there == null || there.suspect || isExpired(there);
  }

  /** Finds nothing any more. Called under all stripe locks. */
  void close() {
    closed = true;
  }

  /**
   * Called under any stripe lock.
   *
   * @throws IllegalStateException if the tiers were closed
   */
  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The cache is closed");
    }
  }

  /** What the tiers know of the key, expired or not, without I/O. */
  @Nullable Current locate(KeyRef key) {
    disk.prepare(key);
    region.prepare(key);
    ReentrantLock lock = stripes.lock(key.stripe());
    lock.lock();
    try {
      return locateLocked(key);
    } finally {
      lock.unlock();
    }
  }

  /** The same, called under the stripe lock. */
  @Nullable Current locateLocked(KeyRef key) {
    requireOpen();
    HeapEntry entry = heap.locate(key.key, key.spread);
    if (entry != null) {
      return Current.onHeap(key, entry);
    }
    DiskSlot slot = disk.slot(key);
    return slot == null ? null : Current.onDisk(key, slot);
  }

  /** What the tiers hold for the key, expired or not, with its value if that is needed. */
  @Nullable Current current(KeyRef key, Needs needs) {
    for (; ; ) {
      Current located = locate(key);
      if (located == null || located.entry != null || needs != Needs.VALUE) {
        return located;
      }
      Envelope envelope = disk.read(key, located.version);
      if (envelope != null) {
        Current read = decode(located, envelope);
        if (read != null) {
          return read;
        }
        disk.dropDamaged(key, located.version);
      }
    }
  }

  private @Nullable Current decode(Current located, Envelope envelope) {
    try {
      Object value = values.codecs().decode(envelope.value());
      return values.codecs().matches(envelope.typeFingerprint(), value)
          ? located.read(envelope, value)
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * The unexpired current entry, from the region if no local tier has one. An expired one that is
   * not kept is removed, and its event added.
   */
  @Nullable Current live(KeyRef key, Needs needs, Effects effects) {
    return live(key, needs, oneKey(), effects);
  }

  /** The same for an operation that asks in this way. */
  @Nullable Current live(KeyRef key, Needs needs, Asking asking, Effects effects) {
    if (!region.present()) {
      return liveHere(key, needs, asking, effects);
    }
    asking.lookAhead(effects);
    Current current = liveHere(key, needs, asking, effects);
    return current != null ? current : liveBelow(key, needs, asking, effects);
  }

  /** Brings an entry up from the region; whether there was one, and none here. Not an access. */
  boolean bringUp(KeyRef key) {
    Effects effects = new Effects(changes);
    Current current = live(key, Needs.PRESENCE, effects);
    effects.deliver();
    return current != null && current.tier() == Tier.REGION;
  }

  /** The same, without asking the region. */
  @Nullable Current liveHere(KeyRef key, Needs needs, Effects effects) {
    return liveHere(key, needs, oneByOne, effects);
  }

  private @Nullable Current liveHere(KeyRef key, Needs needs, Asking asking, Effects effects) {
    Current current = trusted(key, needs, asking);
    if (current == null || !isExpired(current)) {
      return current;
    }
    if (isOver(current)) {
      expire(current, effects);
    }
    return null;
  }

  /**
   * The entry of a key that {@link #live} did not find, if it is still kept and nothing is known to
   * have replaced it.
   */
  @Nullable Current stale(KeyRef key, Needs needs, Asking asking) {
    Current kept = kept(key, needs);
    return kept == null
            || region.outdates(kept.version)
            || (kept.suspect && !refill.verify(kept, asking))
        ? null
        : kept;
  }

  /** The expired entry of a key, if it is still kept. */
  private @Nullable Current kept(KeyRef key, Needs needs) {
    Current current = grace == 0 ? null : current(key, needs);
    return current != null && isKept(current) ? current : null;
  }

  /** Whether entries are kept past their time at all. */
  boolean keeps() {
    return grace > 0;
  }

  /** What a write finds: the entry it was decided by, or a kept one that it puts an end to. */
  @Nullable Current before(KeyRef key, @Nullable Current current) {
    return current == null && needsOldValues() ? kept(key, Needs.VALUE) : current;
  }

  /** Whether an entry has expired but is kept. */
  boolean isKept(Current current) {
    return isExpired(current) && !isOver(current);
  }

  /** Whether something that expires then is of no use any more, not even as a stale value. */
  boolean isOver(long deadline, long nowMillis) {
    return deadline <= nowMillis && (grace == 0 || nowMillis - deadline > grace);
  }

  private boolean isOver(Current current) {
    return current.deadline != HeapEntry.NEVER && isOver(current.deadline, time.millis());
  }

  /** What the local tiers hold for the key, expired or not, compared with the region if need be. */
  @Nullable Current trusted(KeyRef key, Needs needs) {
    return trusted(key, needs, oneByOne);
  }

  private @Nullable Current trusted(KeyRef key, Needs needs, Asking asking) {
    Current current = current(key, needs);
    while (current != null
        && current.suspect
        && !isExpired(current)
        && !refill.verify(current, asking)) {
      current = current(key, needs);
    }
    return current;
  }

  private @Nullable Current liveBelow(KeyRef key, Needs needs, Asking asking, Effects effects) {
    for (; ; ) {
      Refill.Found found = refill.find(key, asking, effects);
      if (!found.overtaken()) {
        return found.current();
      }
      Current current = liveHere(key, needs, asking, effects);
      if (current != null) {
        return current;
      }
    }
  }

  private boolean isExpired(Current current) {
    return current.deadline != HeapEntry.NEVER && current.expiredAt(time.millis());
  }

  /** Removes the entry of the key if its time is over, and delivers that. */
  void expire(KeyRef key) {
    Current current = current(key, needsOldValues() ? Needs.VALUE : Needs.PRESENCE);
    if (current != null && isOver(current)) {
      expire(current);
    }
  }

  /** Removes this version if its time is over, and delivers that. */
  void expire(Current seen) {
    Effects effects = new Effects(changes);
    expire(seen, effects);
    effects.deliver();
  }

  private void expire(Current seen, Effects effects) {
    expire(seen, false, effects);
  }

  /** Removes the entry of the key if its time has come, kept or not, and delivers that. */
  void endKept(KeyRef key) {
    Current current = current(key, needsOldValues() ? Needs.VALUE : Needs.PRESENCE);
    if (current != null && isExpired(current)) {
      Effects effects = new Effects(changes);
      expire(current, true, effects);
      effects.deliver();
    }
  }

  /** Puts an end to a kept entry that the region has replaced. */
  void outdate(KeyRef key, long version, Effects effects) {
    Current kept = kept(key, needsOldValues() ? Needs.VALUE : Needs.PRESENCE);
    if (kept != null && kept.version < version) {
      expire(kept, true, effects);
    }
  }

  /** Removes this version because its time has come, unless another is current by now. */
  private void expire(Current seen, boolean evenKept, Effects effects) {
    Object old = oldValue(seen);
    disk.prepare(seen.key);
    ReentrantLock lock = stripes.lock(seen.key.stripe());
    lock.lock();
    try {
      Current current = locateLocked(seen.key);
      if (current != null
          && current.version == seen.version
          && (evenKept ? isExpired(current) : isOver(current))) {
        expireLocked(seen.key, current, old, effects);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes an entry whose time has come. Called under the stripe lock. */
  void expireLocked(KeyRef key, Current current, @Nullable Object old, Effects effects) {
    drop(key, current);
    // The region may give it more time, but here its time has come, once.
    region.raise(key, current.version + 1);
    current.tierCounters(heap, disk).expirations.increment();
    effects.add(key, EventType.EXPIRED, keptKey(key, current), null, old);
  }

  /** Takes an entry out of both tiers; the heap first. Called under the stripe lock. */
  void drop(KeyRef key, Current current) {
    if (current.entry != null) {
      heap.remove(current.entry);
    }
    disk.drop(key);
  }

  /** The value as a listener may see it; null if no listener asked for old values. */
  @Nullable Object oldValue(@Nullable Current seen) {
    return seen == null || !needsOldValues() ? null : seen.value(values);
  }

  /** Whether some listener asked for old values. */
  boolean needsOldValues() {
    return changes.active()
        && (changes.needsOldValue(EventType.UPDATED)
            || changes.needsOldValue(EventType.REMOVED)
            || changes.needsOldValue(EventType.EXPIRED));
  }

  static Object keptKey(KeyRef key, Current current) {
    return current.entry != null ? current.entry.key : key.key;
  }
}
