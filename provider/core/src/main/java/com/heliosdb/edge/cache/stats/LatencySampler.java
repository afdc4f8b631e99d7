package com.heliosdb.edge.cache.stats;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** Mean of sampled times. Thread-safe. */
public final class LatencySampler {
  static final int ONE_IN = 256;

  private final LongAdder nanos = new LongAdder();
  private final LongAdder samples = new LongAdder();
  // Racy by design: at worst a few more first calls are sampled.
  private boolean sampled;

  /**
   * For how many calls this one stands, if it is timed: one in 256 stands for 256. The first calls
   * are timed until one has ended, and stand for themselves, since they are the slowest of all.
   *
   * @return 0 if this call is not to be timed
   */
  public int weightNow() {
    if ((ThreadLocalRandom.current().nextInt() & (ONE_IN - 1)) == 0) {
      return ONE_IN;
    }
    return sampled ? 0 : 1;
  }

  /** Adds a timed call that stands for so many. */
  public void add(long elapsedNanos, int weight) {
    sampled = true;
    // A clock may be too coarse to see a hit; a sampled call never took no time at all.
    nanos.add(weight * Math.max(1, elapsedNanos));
    samples.add(weight);
  }

  /** The mean in microseconds; 0 without a sample. */
  public double meanMicros() {
    long count = samples.sum();
    return count == 0 ? 0 : nanos.sum() / 1_000.0 / count;
  }

  /** Forgets all samples. */
  public void clear() {
    sampled = false;
    nanos.reset();
    samples.reset();
  }
}
