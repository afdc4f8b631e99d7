package com.heliosdb.edge.cache.tier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One version of one key on the heap. A new version is a new entry; the old one's {@code live} is
 * cleared before the write that replaced it returns, so that nobody who still holds a reference
 * takes it for current.
 */
final class HeapEntry {
  /** The deadline of an entry that never expires. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int MAX_ACCESSES = Byte.MAX_VALUE;
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

  final long version;
  final long createdMillis;
  final int weight;

  /** The deadline was given with the value: reads do not move it. */
  final boolean fixedTtl;

  /** Why the entry is on the heap, in a few words. */
  final String reason;

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

  /** Place in the stripe's residents. */
  int place;

  HeapEntry(
      Object key,
      int spread,
      Object stored,
      long version,
      long createdMillis,
      long deadline,
      boolean fixedTtl,
      int weight,
      boolean onDisk,
      String reason) {
    this.key = key;
    this.spread = spread;
    this.stored = stored;
    this.version = version;
    this.createdMillis = createdMillis;
    this.deadline = deadline;
    this.fixedTtl = fixedTtl;
    this.weight = weight;
    this.onDisk = onDisk;
    this.reason = reason;
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
