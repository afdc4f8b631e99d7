package com.heliosdb.edge.cache.resilience;

import java.time.Duration;
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
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private final String name;
  private final LongAdder faults;
  private final LongSupplier nanos;
  private volatile boolean aside;
  // The rest is guarded by this.
  private long faultsAtDeparture;
  // Whether the log says that the tier stands aside.
  private boolean loggedAside;
  private boolean loggedBefore;
  private long loggedNanos;
  private long unlogged;

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
    this.nanos = nanos;
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
    long departures;
    synchronized (this) {
      if (!aside) {
        aside = true;
        faultsAtDeparture = faults.sum();
        unlogged++;
      }
      if (loggedAside || !mayLog()) {
        return;
      }
      departures = unlogged;
      unlogged = 0;
      loggedAside = true;
    }
    LOG.warn(
        "The {} steps aside after a failed {}: the cache goes on without it, and it comes back by itself{}",
        name,
        operation,
        departures > 1 ? "; it did so %d times since this was last said".formatted(departures) : "",
        cause);
  }

  private boolean mayLog() {
    long now = nanos.getAsLong();
    if (loggedBefore && now - loggedNanos < QUIET_NANOS) {
      return false;
    }
    loggedBefore = true;
    loggedNanos = now;
    return true;
  }

  /** Brings the tier back after a trial went well. */
  public void back() {
    long missed;
    synchronized (this) {
      if (!aside) {
        return;
      }
      aside = false;
      if (!loggedAside) {
        return;
      }
      loggedAside = false;
      missed = faults.sum() - faultsAtDeparture;
    }
    LOG.info("The {} is back; {} more faults were counted while it stood aside", name, missed);
  }
}
