package com.heliosdb.edge.cache.stats;

import java.util.concurrent.atomic.LongAdder;

/**
 * What reads had to do with the loader. Thread-safe. Meanings: {@code
 * management.LoadingStatistics}.
 */
public final class LoadCounters {
  /** Values served past their time. */
  public final LongAdder staleServed = new LongAdder();

  /** Entries loaded anew in the background. */
  public final LongAdder refreshes = new LongAdder();

  /** Loads in the background that failed. */
  public final LongAdder failedRefreshes = new LongAdder();

  /** Loads that a reader waited for and that failed. */
  public final LongAdder failedLoads = new LongAdder();

  /** Loads that took longer than a reader waits. */
  public final LongAdder timedOutLoads = new LongAdder();
}
