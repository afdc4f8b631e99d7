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

  /** Whether this call is to be timed: the first one, then about one in 64. */
  public boolean sampleNow() {
    return !sampled || (ThreadLocalRandom.current().nextInt() & (ONE_IN - 1)) == 0;
  }

  /** Adds one timed call. */
  public void add(long elapsedNanos) {
    sampled = true;
    // A clock may be too coarse to see a hit; a sampled call never took no time at all.
    nanos.add(Math.max(1, elapsedNanos));
    samples.increment();
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
