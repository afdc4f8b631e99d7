package com.heliosdb.edge.cache.resilience;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a lower tier is used or stands aside. A fault puts it aside; a successful trial
 * brings it back. Each change of state is logged once, faults in between are only counted; of a
 * tier that comes and goes, one departure a minute is logged, with its return, and how many were
 * not. Thread-safe.
 */
public final class TierGuard {
  private static final Logger LOG = LoggerFactory.getLogger(TierGuard.class);

  private final String name;
  private final LongAdder faults;
  private final Departures departures;
  // Racy by design: a fault or two more or less, in a line of the log.
  private volatile long faultsAtDeparture;

  /**
   * Creates a guard of a tier in use.
   *
   * @param name of the tier and its cache, for the log
   * @param faults counts every fault
   * @param nanos a clock that never goes back
   */
  public TierGuard(String name, LongAdder faults, LongSupplier nanos) {
    this.name = name;
    this.faults = faults;
    departures = new Departures(nanos);
  }

  /** Whether the tier stands aside: it answers misses and takes no writes. */
  public boolean aside() {
    return departures.away();
  }

  /** Counts a fault that says nothing about the tier as a whole, such as one damaged record. */
  public void count() {
    faults.increment();
  }

  /** Counts a fault and puts the tier aside. */
  public void fault(String operation, Throwable cause) {
    faults.increment();
    if (!departures.away()) {
      faultsAtDeparture = faults.sum();
    }
    long departed = departures.leave();
    if (departed > 0) {
      LOG.warn(
          "The {} steps aside after a failed {}: the cache goes on without it, and it comes back by itself{}",
          name,
          operation,
          Departures.howOften(departed),
          cause);
    }
  }

  /** Brings the tier back after a trial went well. */
  public void back() {
    if (departures.comeBack()) {
      LOG.info(
          "The {} is back; {} more faults were counted while it stood aside",
          name,
          faults.sum() - faultsAtDeparture);
    }
  }
}
