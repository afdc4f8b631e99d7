package com.heliosdb.edge.cache.tier;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Hybrid logical clock: milliseconds in the upper 48 bits, a counter in the lower 16. Strictly
 * increasing. Thread-safe. (Kulkarni et al., Logical Physical Clocks, 2014.)
 */
final class VersionClock {
  private final AtomicLong last = new AtomicLong();

  /** A version above all given out or observed before, for a write of this moment. */
  long next(long nowMillis) {
    long physical = nowMillis << 16;
    for (; ; ) {
      long previous = last.get();
      long next = Math.max(previous + 1, physical);
      if (last.compareAndSet(previous, next)) {
        return next;
      }
    }
  }

  /** Never gives out a version at or below this one. */
  void observe(long version) {
    last.accumulateAndGet(version, Math::max);
  }

  /** When a version was given out, in milliseconds since the epoch. */
  static long millisOf(long version) {
    return version >>> 16;
  }

  long last() {
    return last.get();
  }
}
