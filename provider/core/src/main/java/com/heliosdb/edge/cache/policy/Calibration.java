package com.heliosdb.edge.cache.policy;

/**
 * How often keys of one kind were asked for in time, by observation. A kind is a quantity between 0
 * and 1, in sixteen steps, and how long the key is known. Guarded by the prefetcher's lock.
 */
final class Calibration {
  private static final int STEPS = 16;
  private static final int AGES = 8;
  // Older observations weigh less: beyond so many, both counts are halved.
  private static final double MOST_TRIALS = 200;

  private final double[] right = new double[STEPS * AGES];
  private final double[] trials = new double[STEPS * AGES];

  Calibration() {
    // Nothing is known: one of two.
    for (int i = 0; i < right.length; i++) {
      right[i] = 1;
      trials[i] = 2;
    }
  }

  /**
   * The kind of a key.
   *
   * @param quantity 0 to 1
   * @param seen intervals seen of the key
   */
  static int bucket(double quantity, long seen) {
    return Math.min(STEPS - 1, (int) (quantity * STEPS)) * AGES + age(seen);
  }

  /** 0, 1, 2-3, 4-7, ... 64 and more intervals. */
  private static int age(long seen) {
    return Math.min(AGES - 1, Long.SIZE - Long.numberOfLeadingZeros(seen));
  }

  /** The share of keys of this kind that were asked for in time. */
  double probability(int bucket) {
    return right[bucket] / trials[bucket];
  }

  void learn(int bucket, boolean asked) {
    trials[bucket]++;
    right[bucket] += asked ? 1 : 0;
    if (trials[bucket] > MOST_TRIALS) {
      trials[bucket] /= 2;
      right[bucket] /= 2;
    }
  }
}
