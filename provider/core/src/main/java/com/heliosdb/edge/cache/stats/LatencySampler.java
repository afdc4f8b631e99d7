package com.heliosdb.edge.cache.stats;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** Mean of sampled times. Thread-safe. */
public final class LatencySampler {
  private static final int ONE_IN = 64;

  private final LongAdder nanos = new LongAdder();
  private final LongAdder samples = new LongAdder();
  // Racy by design: at worst a few more first calls are sampled.
  private boolean sampled;

  /**
   * For how many calls this one stands, if it is timed: one in 64 stands for 64. The first calls
   * are timed until one has ended, and stand for themselves, since they are the slowest of all.
   *
   * @return 0 if this call is not to be timed
   */
  public int weightNow() {
    return weight((ThreadLocalRandom.current().nextInt() & (ONE_IN - 1)) == 0);
  }

  /**
   * The same, where something else has chosen one in 64.
   *
   * @param chosen whether this call is the one
   * @return 0 if this call is not to be timed
   */
  public int weight(boolean chosen) {
    return chosen ? ONE_IN : sampled ? 0 : 1;
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
