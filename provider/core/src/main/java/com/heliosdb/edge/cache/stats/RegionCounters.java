package com.heliosdb.edge.cache.stats;

import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of a region tier besides those of any tier. Thread-safe. Meanings: {@code
 * management.RegionStatistics}.
 */
public final class RegionCounters {
  /** What is counted of any tier. */
  public final TierCounters tier = new TierCounters();

  /** Times the region was wanted for a key. */
  public final LongAdder lookups = new LongAdder();

  /** Lookups that shared the answer to another one of their key. */
  public final LongAdder coalesced = new LongAdder();

  /** Lookups that were not sent: the answer would not have been used, or not have come. */
  public final LongAdder skipped = new LongAdder();

  /** Bytes of values read. */
  public final LongAdder bytesRead = new LongAdder();

  /** Bytes of values written. */
  public final LongAdder bytesWritten = new LongAdder();

  /** Operations that took too long. */
  public final LongAdder timeouts = new LongAdder();

  /** Writes refused for a newer version. */
  public final LongAdder rejections = new LongAdder();

  /** Invalidations sent to other nodes. */
  public final LongAdder invalidationsSent = new LongAdder();

  /** Invalidations received from other nodes. */
  public final LongAdder invalidationsReceived = new LongAdder();

  /** Messages of other nodes that were known to be lost. */
  public final LongAdder invalidationsMissed = new LongAdder();

  /** Entries that were compared with the region because they were in doubt. */
  public final LongAdder suspectsChecked = new LongAdder();

  /** Sets everything to zero. */
  public void clear() {
    tier.clear();
    lookups.reset();
    coalesced.reset();
    skipped.reset();
    bytesRead.reset();
    bytesWritten.reset();
    timeouts.reset();
    rejections.reset();
    invalidationsSent.reset();
    invalidationsReceived.reset();
    invalidationsMissed.reset();
    suspectsChecked.reset();
  }
}
