package com.heliosdb.edge.cache.stats;

import java.util.concurrent.atomic.LongAdder;

/**
 * The JSR-107 counters of one cache. Thread-safe; callers check {@link #enabled} first, so that
 * statistics that are off cost one read.
 */
public final class CacheCounters {
  /** Puts. */
  public final LongAdder puts = new LongAdder();

  /** Removals. */
  public final LongAdder removals = new LongAdder();

  /** Times of gets. */
  public final LatencySampler getTime = new LatencySampler();

  /** Times of puts. */
  public final LatencySampler putTime = new LatencySampler();

  /** Times of removals. */
  public final LatencySampler removeTime = new LatencySampler();

  private volatile boolean enabled;

  /** Whether anything is counted. */
  public boolean enabled() {
    return enabled;
  }

  /** Switches counting on or off. */
  public void enable(boolean on) {
    enabled = on;
  }

  /** Sets everything to zero. */
  public void clear() {
    puts.reset();
    removals.reset();
    getTime.clear();
    putTime.clear();
    removeTime.clear();
  }
}
