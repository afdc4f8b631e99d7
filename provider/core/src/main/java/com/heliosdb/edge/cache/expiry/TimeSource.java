package com.heliosdb.edge.cache.expiry;

import java.time.Duration;
import java.util.concurrent.Executor;

/** The clock, and what is done by it. Thread-safe. Tests move one of their own. */
public interface TimeSource {
  /** Milliseconds since the epoch. */
  long millis();

  /** Nanoseconds since some instant, for measuring elapsed time. */
  long nanos();

  /**
   * Runs a task again and again, the first time after one period, never overlapping itself, on a
   * daemon thread. What the task throws is logged, and it stays scheduled.
   *
   * @return ends the schedule; a run under way is waited for, unless it is the caller's own
   */
  Registration every(Duration period, Runnable task);

  /** Where work goes that nobody waits for: to these threads, unless time is not the real one. */
  default Executor background(Executor threads) {
    return threads;
  }

  /**
   * Runs a task once, after a delay, on a daemon thread. What the task throws is logged.
   *
   * @return keeps the task from being run; a run under way is not waited for
   */
  Registration after(Duration delay, Runnable task);

  /** Ends a schedule. Idempotent. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
