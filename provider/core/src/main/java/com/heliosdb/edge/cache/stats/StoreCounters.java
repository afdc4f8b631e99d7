package com.heliosdb.edge.cache.stats;

import java.util.concurrent.atomic.LongAdder;

/** The counters of the operations of one region store. Thread-safe. */
public final class StoreCounters {
  /** Operations that ended in time, well or not. */
  public final LongAdder answers = new LongAdder();

  /** Operations that failed in time. */
  public final LongAdder failures = new LongAdder();

  /** Operations given up at their deadline. */
  public final LongAdder timeouts = new LongAdder();

  /** Results that arrived after their deadline and were ignored. */
  public final LongAdder late = new LongAdder();

  /** Operations not begun because as many as allowed were under way. */
  public final LongAdder skipped = new LongAdder();

  /** Operations not begun because the store is left alone. */
  public final LongAdder refused = new LongAdder();

  /** Bytes of records read. */
  public final LongAdder bytesRead = new LongAdder();

  /** Bytes of records written, accepted or not. */
  public final LongAdder bytesWritten = new LongAdder();

  /** Times of operations that ended in time. */
  public final LatencySampler latency = new LatencySampler();
}
