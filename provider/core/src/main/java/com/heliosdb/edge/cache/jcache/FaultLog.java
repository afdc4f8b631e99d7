package com.heliosdb.edge.cache.jcache;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * Counts what one piece of user code throws where nobody can be told, and logs it when it begins
 * and when it is over. Thread-safe; a success while nothing is wrong costs one volatile read.
 */
final class FaultLog {
  // A single success among failures is no recovery, and would make every failure a new one to log.
  private static final int SUCCESSES_OF_A_RECOVERY = 100;

  private final Logger log;
  private final String what;
  private final AtomicLong faults = new AtomicLong();
  // Successes still to come until the fault is over; 0 = nothing is wrong.
  private final AtomicInteger successesToCome = new AtomicInteger();

  /**
   * Creates it for code that works.
   *
   * @param what what may fail, as the subject of a sentence
   */
  FaultLog(Logger log, String what) {
    this.log = log;
    this.what = what;
  }

  /** Notes a failure. */
  void failed(Throwable fault) {
    faults.incrementAndGet();
    if (successesToCome.getAndSet(SUCCESSES_OF_A_RECOVERY) == 0) {
      log.warn("{} failed; further failures are counted until it works again", what, fault);
    }
  }

  /** Notes a success. */
  void succeeded() {
    if (successesToCome.get() > 0
        && successesToCome.updateAndGet(count -> Math.max(0, count - 1)) == 0) {
      log.info("{} works again; it has failed {} times so far", what, faults);
    }
  }

  /** How often it failed. */
  long faults() {
    return faults.get();
  }
}
