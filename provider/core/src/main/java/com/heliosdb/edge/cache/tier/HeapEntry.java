package com.heliosdb.edge.cache.tier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A key on the heap and its current version. A new version takes the place of the old one in the
 * same entry, so whoever holds a reference reads what is current. An entry whose key has left the
 * heap has no value; it is dead for good, and a key that comes back has another entry.
 *
 * <p>Changed under the stripe lock; read by anyone. A reader who wants value and deadline reads the
 * deadline first: the value is then at least as new. One who needs what belongs together reads it
 * under the lock, as {@link Current} does.
 */
final class HeapEntry {
  /** The deadline of an entry that never expires. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int MAX_ACCESSES = Byte.MAX_VALUE;
  private static final int MAX_UNSIGNED_BYTE = 255;
  private static final VarHandle STORED;
  private static final VarHandle DEADLINE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STORED = lookup.findVarHandle(HeapEntry.class, "stored", Object.class);
      DEADLINE = lookup.findVarHandle(HeapEntry.class, "deadline", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Object key;
  final int spread;

  /** Whether the value is kept encoded: a hit shall not touch the value to find out. */
  final boolean encoded;

  /** The deadline was given with the value: reads do not move it. */
  final boolean fixedTtl;

  // The accesses after which it was copied from the disk, as an unsigned byte; 0 = it was not.
  private final byte promotedAfter;

  @SuppressWarnings("UnusedVariable") // read through its VarHandle
  private @Nullable Object stored;

  // Absolute milliseconds; moved by compare-and-set.
  @SuppressWarnings("UnusedVariable") // read through its VarHandle
  private long deadline;

  // Racy by design: a lost update makes an entry look a little less used.
  private byte accesses;
  private long touched;

  // Guarded by the stripe lock; racy elsewhere, where it is only shown.
  private long version;
  private int weight;

  // Guarded by the stripe lock.
  /** The disk tier holds this version. */
  boolean onDisk;

  /** Index among the stripe's residents. */
  int place;

  HeapEntry(
      Object key,
      int spread,
      Object stored,
      long version,
      long deadline,
      boolean fixedTtl,
      int weight,
      boolean onDisk,
      int promotedAfter) {
    this.key = key;
    this.spread = spread;
    this.stored = stored;
    encoded = stored instanceof EncodedValue;
    this.version = version;
    this.deadline = deadline;
    this.fixedTtl = fixedTtl;
    this.weight = weight;
    this.onDisk = onDisk;
    this.promotedAfter = (byte) Math.min(promotedAfter, MAX_UNSIGNED_BYTE);
  }

  /** Whether this is the entry of the key. */
  boolean isOf(Object other, int otherSpread) {
    return spread == otherSpread && key.equals(other);
  }

  /**
   * What a read returns, or an {@link EncodedValue} that is decoded for each read; null once the
   * key has left the heap.
   */
  @Nullable Object stored() {
    return STORED.getAcquire(this);
  }

  boolean isLive() {
    return stored() != null;
  }

  /** The key leaves the heap. */
  void die() {
    STORED.setRelease(this, null);
  }

  /** Whether a version of this kind can take this entry over; otherwise it needs one of its own. */
  boolean canTake(Object nextStored, boolean nextFixedTtl) {
    return encoded == (nextStored instanceof EncodedValue) && fixedTtl == nextFixedTtl;
  }

  /** Makes another version the current one. */
  void take(Object nextStored, long nextVersion, long nextDeadline, int nextWeight) {
    version = nextVersion;
    weight = nextWeight;
    onDisk = false;
    STORED.setRelease(this, nextStored);
    DEADLINE.setRelease(this, nextDeadline);
  }

  long version() {
    return version;
  }

  int weight() {
    return weight;
  }

  /** Why the entry is on the heap, in a few words. */
  String reason() {
    return promotedAfter == 0
        ? "inserted"
        : "promoted after " + Byte.toUnsignedInt(promotedAfter) + " accesses on disk";
  }

  long deadline() {
    return (long) DEADLINE.getAcquire(this);
  }

  /** Moves the deadline if it still is the expected one. */
  boolean moveDeadline(long expected, long moved) {
    return DEADLINE.compareAndSet(this, expected, moved);
  }

  int accesses() {
    return accesses;
  }

  long touched() {
    return touched;
  }

  /**
   * Notes a read; writes only what changed, so that a hot entry's cache line stays shared.
   *
   * @return whether it is the first in its second
   */
  boolean touch(long tick) {
    boolean first = false;
    if (touched != tick) {
      first = HeapTier.millisOf(touched) != HeapTier.millisOf(tick);
      touched = tick;
    }
    if (accesses < MAX_ACCESSES) {
      accesses++;
    }
    return first;
  }

  /** Sets use from before. */
  void seed(int earlierAccesses, long tick) {
    accesses = (byte) Math.min(earlierAccesses, MAX_ACCESSES);
    touched = tick;
  }

  /** Halves the weight of past reads. */
  void age() {
    accesses = (byte) (accesses >> 1);
  }
}
