package com.heliosdb.edge.cache.tier;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Hybrid logical clock: milliseconds in the upper 48 bits, a counter in the lower 16. Strictly
 * increasing. Thread-safe. (Kulkarni et al., Logical Physical Clocks, 2014.)
 *
 * <p>The counter of a millisecond starts where node and millisecond say, so that two nodes that
 * write one key at one time hardly ever give out the same version.
 */
final class VersionClock {
  private static final int COUNTER_BITS = 16;
  // The upper half is left to count in.
  private static final int MOST_AT_START = 0x7FFF;
  private static final long GOLDEN_STEP = 0x9E3779B97F4A7C15L;

  private final long node;
  private final AtomicLong last = new AtomicLong();

  /**
   * A clock that has given out nothing.
   *
   * @param node who writes; 0 if nobody else does
   */
  VersionClock(long node) {
    this.node = node;
  }

  /** A version above all given out or observed before, for a write of this moment. */
  long next(long nowMillis) {
    long physical = nowMillis << COUNTER_BITS | (node == 0 ? 0 : startOf(nowMillis));
    for (; ; ) {
      long previous = last.get();
      long next = Math.max(previous + 1, physical);
      if (last.compareAndSet(previous, next)) {
        return next;
      }
    }
  }

  private long startOf(long millis) {
    long mixed = (millis ^ node) * GOLDEN_STEP;
    return (mixed ^ mixed >>> 32) & MOST_AT_START;
  }

  /** Never gives out a version at or below this one. */
  void observe(long version) {
    last.accumulateAndGet(version, Math::max);
  }

  /** When a version was given out, in milliseconds since the epoch. */
  static long millisOf(long version) {
    return version >>> COUNTER_BITS;
  }

  long last() {
    return last.get();
  }
}
