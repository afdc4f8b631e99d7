package com.heliosdb.edge.cache.resilience;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What the log is told of something that comes and goes: one departure a minute, with its return,
 * and how many it was not told of. Thread-safe.
 */
final class Departures {
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanos;
  private volatile boolean away;
  // The rest is guarded by this. Whether the log says that it is away.
  private boolean told;
  private boolean toldBefore;
  private long toldNanos;
  private long untold;

  /**
   * Of something that is there.
   *
   * @param nanos a clock that never goes back
   */
  Departures(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether it is away. */
  boolean away() {
    return away;
  }

  /**
   * Notes that it is away, maybe once more.
   *
   * @return the departures that the log is to be told of now; 0 if it is told nothing
   */
  synchronized long leave() {
    if (!away) {
      away = true;
      untold++;
    }
    if (told || !mayTell()) {
      return 0;
    }
    long departures = untold;
    untold = 0;
    told = true;
    return departures;
  }

  private boolean mayTell() {
    long now = nanos.getAsLong();
    if (toldBefore && now - toldNanos < QUIET_NANOS) {
      return false;
    }
    toldBefore = true;
    toldNanos = now;
    return true;
  }

  /**
   * Notes that it is back, if it was away.
   *
   * @return whether the log is to be told
   */
  synchronized boolean comeBack() {
    boolean toBeTold = told;
    away = false;
    told = false;
    return toBeTold;
  }

  /** The end of the sentence that tells of departures. */
  static String howOften(long departures) {
    return departures > 1
        ? "; it did so %d times since this was last said".formatted(departures)
        : "";
  }
}
