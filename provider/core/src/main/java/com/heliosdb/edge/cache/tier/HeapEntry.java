package com.heliosdb.edge.cache.tier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One version of one key on the heap. A new version is a new entry; the old one's {@code live} is
 * cleared before the write that replaced it returns, so that nobody who still holds a reference
 * takes it for current.
 */
final class HeapEntry {
  /** The deadline of an entry that never expires. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int MAX_ACCESSES = Byte.MAX_VALUE;
  private static final int MAX_UNSIGNED_BYTE = 255;
  private static final VarHandle LIVE;
  private static final VarHandle DEADLINE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      LIVE = lookup.findVarHandle(HeapEntry.class, "live", boolean.class);
      DEADLINE = lookup.findVarHandle(HeapEntry.class, "deadline", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Object key;
  final int spread;

  /** What a read returns, or an {@link EncodedValue} that is decoded for each read. */
  final Object stored;

  /** Which of the two: a hit shall not touch the value to find out. */
  final boolean encoded;

  final long version;
  final int weight;

  /** The deadline was given with the value: reads do not move it. */
  final boolean fixedTtl;

  // The accesses after which it was copied from the disk, as an unsigned byte; 0 = it was not.
  private final byte promotedAfter;

  // Set under the stripe lock, read by anyone with acquire.
  @SuppressWarnings("UnusedVariable") // read through its VarHandle
  private boolean live = true;

  // Absolute milliseconds; moved by compare-and-set.
  @SuppressWarnings("UnusedVariable") // read through its VarHandle
  private long deadline;

  // Racy by design: a lost update makes an entry look a little less used.
  private byte accesses;
  private long touched;

  // Guarded by the stripe lock.
  /** The disk tier holds this version. */
  boolean onDisk;

  /** Set when it becomes current. */
  @Nullable Seat seat;

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

  /** Whether this is a version of the key. */
  boolean isOf(Object other, int otherSpread) {
    return spread == otherSpread && key.equals(other);
  }

  /** When this version was written, in milliseconds since the epoch. */
  long createdMillis() {
    return VersionClock.millisOf(version);
  }

  /** Why the entry is on the heap, in a few words. */
  String reason() {
    return promotedAfter == 0
        ? "inserted"
        : "promoted after " + Byte.toUnsignedInt(promotedAfter) + " accesses on disk";
  }

  boolean isLive() {
    return (boolean) LIVE.getAcquire(this);
  }

  void die() {
    LIVE.setRelease(this, false);
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

  /** Notes a read; writes only what changed, so that a hot entry's cache line stays shared. */
  void touch(long tick) {
    if (touched != tick) {
      touched = tick;
    }
    if (accesses < MAX_ACCESSES) {
      accesses++;
    }
  }

  /** Sets use from before this entry came to the heap. */
  void seed(int earlierAccesses, long tick) {
    accesses = (byte) Math.min(earlierAccesses, MAX_ACCESSES);
    touched = tick;
  }

  /** Halves the weight of past reads. */
  void age() {
    accesses = (byte) (accesses >> 1);
  }
}
