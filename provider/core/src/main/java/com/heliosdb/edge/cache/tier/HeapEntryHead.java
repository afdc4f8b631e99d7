package com.heliosdb.edge.cache.tier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a hit reads of an entry. The JVM lays out the fields of a superclass first, so that these
 * lie together and mostly in one line of the CPU's cache.
 */
abstract class HeapEntryHead {
  private static final int MAX_ACCESSES = Byte.MAX_VALUE;
  private static final VarHandle STORED;
  private static final VarHandle DEADLINE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STORED = lookup.findVarHandle(HeapEntryHead.class, "stored", Object.class);
      DEADLINE = lookup.findVarHandle(HeapEntryHead.class, "deadline", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Object key;
  final int spread;

  /** Whether the value is kept encoded: a hit shall not touch the value to find out. */
  final boolean encoded;

  @SuppressWarnings("UnusedVariable") // read through its VarHandle
  private @Nullable Object stored;

  // Absolute milliseconds; moved by compare-and-set.
  @SuppressWarnings("UnusedVariable") // read through its VarHandle
  private long deadline;

  // Racy by design: a lost update makes an entry look a little less used.
  private byte accesses;
  private long touched;

  HeapEntryHead(Object key, int spread, Object stored, long deadline) {
    this.key = key;
    this.spread = spread;
    this.stored = stored;
    encoded = stored instanceof EncodedValue;
    this.deadline = deadline;
  }

  /** Whether this is the entry of the key. */
  final boolean isOf(Object other, int otherSpread) {
    return spread == otherSpread && key.equals(other);
  }

  /**
   * What a read returns, or an {@link EncodedValue} that is decoded for each read; null once the
   * key has left the heap.
   */
  final @Nullable Object stored() {
    return STORED.getAcquire(this);
  }

  final boolean isLive() {
    return stored() != null;
  }

  /** The key leaves the heap. */
  final void die() {
    STORED.setRelease(this, null);
  }

  /** Shows readers another value. Called under the stripe lock. */
  final void show(Object nextStored) {
    STORED.setRelease(this, nextStored);
  }

  /** Sets the deadline of the value shown before. Called under the stripe lock. */
  final void setDeadline(long next) {
    DEADLINE.setRelease(this, next);
  }

  final long deadline() {
    return (long) DEADLINE.getAcquire(this);
  }

  /** Moves the deadline if it still is the expected one. */
  final boolean moveDeadline(long expected, long moved) {
    return DEADLINE.compareAndSet(this, expected, moved);
  }

  final int accesses() {
    return accesses;
  }

  final long touched() {
    return touched;
  }

  /**
   * Notes a read; writes only what changed, so that a hot entry's cache line stays shared.
   *
   * @return the tick of the access before
   */
  final long touch(long tick) {
    long before = touched;
    if (before != tick) {
      touched = tick;
    }
    if (accesses < MAX_ACCESSES) {
      accesses++;
    }
    return before;
  }

  /** Sets use from before. */
  final void seed(int earlierAccesses, long tick) {
    accesses = (byte) Math.min(earlierAccesses, MAX_ACCESSES);
    touched = tick;
  }

  /** Halves the weight of past reads. */
  void age() {
    accesses = (byte) (accesses >> 1);
  }
}
