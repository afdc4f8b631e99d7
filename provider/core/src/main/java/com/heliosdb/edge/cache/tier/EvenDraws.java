package com.heliosdb.edge.cache.tier;

/**
 * Numbers from 0, inclusive, to 1 that fill the range evenly, whenever one stops; one thread draws
 * the same in every run. Racy by design: two threads that draw at once may draw the same.
 */
final class EvenDraws {
  // 2^64 divided by the golden ratio.
  private static final long GOLDEN_STEP = 0x9E3779B97F4A7C15L;
  private static final double TO_FRACTION = 0x1p-53;

  private long last;

  double next() {
    last += GOLDEN_STEP;
    return (last >>> 11) * TO_FRACTION;
  }
}
