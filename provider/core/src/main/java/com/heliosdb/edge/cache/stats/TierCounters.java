package com.heliosdb.edge.cache.stats;

import java.util.concurrent.atomic.LongAdder;

/** The counters of one tier. Thread-safe. Meanings: {@code management.TierStatistics}. */
public final class TierCounters {
  /** Demand lookups answered. */
  public final HitCounter hits = new HitCounter();

  /** Demand lookups not answered. */
  public final LongAdder misses = new LongAdder();

  /** Entries written. */
  public final LongAdder puts = new LongAdder();

  /** Entries that left for lack of room. */
  public final LongAdder evictions = new LongAdder();

  /** Entries copied to the tier above. */
  public final LongAdder promotions = new LongAdder();

  /** Entries that left and stayed below. */
  public final LongAdder demotions = new LongAdder();

  /** Entries whose time had come. */
  public final LongAdder expirations = new LongAdder();

  /** Operations that failed. */
  public final LongAdder faults = new LongAdder();

  /** Times of lookups. */
  public final LatencySampler latency = new LatencySampler();

  /** Sets everything to zero. */
  public void clear() {
    hits.reset();
    misses.reset();
    puts.reset();
    evictions.reset();
    promotions.reset();
    demotions.reset();
    expirations.reset();
    faults.reset();
    latency.clear();
  }
}
