package com.heliosdb.edge.cache.resilience;

import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a lower tier is used or stands aside. A fault puts it aside; a successful trial
 * brings it back. Each change of state is logged once, faults in between are only counted.
 * Thread-safe.
 */
public final class TierGuard {
  private static final Logger LOG = LoggerFactory.getLogger(TierGuard.class);

  private final String name;
  private final LongAdder faults;
  private volatile boolean aside;
  // Guarded by this: faults before the last return.
  private long faultsAtDeparture;

  /**
   * Creates a guard of a tier in use.
   *
   * @param name of the tier and its cache, for the log
   * @param faults counts every fault
   */
  public TierGuard(String name, LongAdder faults) {
    this.name = name;
    this.faults = faults;
  }

  /** Whether the tier stands aside: it answers misses and takes no writes. */
  public boolean aside() {
    return aside;
  }

  /** Counts a fault that says nothing about the tier as a whole, such as one damaged record. */
  public void count() {
    faults.increment();
  }

  /** Counts a fault and puts the tier aside. */
  public void fault(String operation, Throwable cause) {
    faults.increment();
    synchronized (this) {
      if (aside) {
        return;
      }
      aside = true;
      faultsAtDeparture = faults.sum();
    }
    LOG.warn(
        "The {} steps aside after a failed {}: the cache goes on without it, and it comes back by itself",
        name,
        operation,
        cause);
  }

  /** Brings the tier back after a trial went well. */
  public void back() {
    long missed;
    synchronized (this) {
      if (!aside) {
        return;
      }
      aside = false;
      missed = faults.sum() - faultsAtDeparture;
    }
    LOG.info("The {} is back; {} more faults were counted while it stood aside", name, missed);
  }
}
