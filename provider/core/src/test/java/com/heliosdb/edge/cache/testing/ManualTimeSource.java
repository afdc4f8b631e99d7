package com.heliosdb.edge.cache.testing;

import com.heliosdb.edge.cache.expiry.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A clock that stands still until a test moves it. Tasks run on the thread that calls {@link
 * #advance}, each at its own virtual time, in the order they are due. Thread-safe; a second
 * advancing thread waits for the first.
 */
public final class ManualTimeSource implements TimeSource, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ManualTimeSource.class);

  private final ReentrantLock advancing = new ReentrantLock();
  private final Object state = new Object();
  // The following are guarded by state.
  private final List<Schedule> schedules = new ArrayList<>();
  private long elapsedNanos;
  private long sequence;
  private boolean closed;

  private final long startMillis;

  /** A clock that starts at a round time in 2026. */
  public ManualTimeSource() {
    this(1_770_000_000_000L);
  }

  /** A clock that starts at this time. */
  public ManualTimeSource(long startMillis) {
    this.startMillis = startMillis;
  }

  @Override
  public long millis() {
    return startMillis + nanos() / 1_000_000;
  }

  @Override
  public long nanos() {
    synchronized (state) {
      return elapsedNanos;
    }
  }

  /** How many schedules have not been closed. */
  public int schedules() {
    synchronized (state) {
      return schedules.size();
    }
  }

  /** Whether the owner of the clock closed it. */
  public boolean isClosed() {
    synchronized (state) {
      return closed;
    }
  }

  @Override
  public Registration every(Duration period, Runnable task) {
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("period must be positive but was " + period);
    }
    synchronized (state) {
      if (closed) {
        throw new IllegalStateException("The clock is closed");
      }
      Schedule schedule = new Schedule(period.toNanos(), task);
      schedule.dueNanos = elapsedNanos + schedule.periodNanos;
      schedule.order = sequence++;
      schedules.add(schedule);
      return schedule;
    }
  }

  @Override
  public Registration after(Duration delay, Runnable task) {
    Once once = new Once(task);
    // A task due now is due when the clock moves, if only by a nanosecond.
    once.registration =
        every(delay.compareTo(Duration.ZERO) > 0 ? delay : Duration.ofNanos(1), once);
    return once;
  }

  /**
   * Moves the clock and runs what falls due on the way. A task may not move it.
   *
   * @throws IllegalStateException if called by a task
   */
  public void advance(Duration time) {
    if (advancing.isHeldByCurrentThread()) {
      throw new IllegalStateException("A task cannot move the clock");
    }
    advancing.lock();
    try {
      long target = nanos() + time.toNanos();
      for (Schedule due = next(target); due != null; due = next(target)) {
        due.run();
      }
      synchronized (state) {
        elapsedNanos = target;
      }
    } finally {
      advancing.unlock();
    }
  }

  /** Moves the clock by milliseconds. */
  public void advanceMillis(long millis) {
    advance(Duration.ofMillis(millis));
  }

  /** Moves the clock to the next due task and takes that task's turn. */
  private Schedule next(long targetNanos) {
    synchronized (state) {
      Schedule due =
          schedules.stream()
              .filter(schedule -> schedule.dueNanos <= targetNanos)
              .min(
                  Comparator.<Schedule>comparingLong(schedule -> schedule.dueNanos)
                      .thenComparingLong(schedule -> schedule.order))
              .orElse(null);
      if (due != null) {
        elapsedNanos = due.dueNanos;
        due.dueNanos += due.periodNanos;
        due.order = sequence++;
      }
      return due;
    }
  }

  @Override
  public void close() {
    synchronized (state) {
      closed = true;
      schedules.clear();
    }
  }

  /** Ends its schedule before it runs, so that it runs once. */
  private static final class Once implements Runnable, Registration {
    private final Runnable task;
    volatile Registration registration;

    Once(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      registration.close();
      task.run();
    }

    @Override
    public void close() {
      registration.close();
    }
  }

  private final class Schedule implements Registration {
    final long periodNanos;
    final Runnable task;
    // Held while the task runs, so that closing waits for a run under way.
    final ReentrantLock running = new ReentrantLock();
    // Guarded by state.
    long dueNanos;
    long order;

    Schedule(long periodNanos, Runnable task) {
      this.periodNanos = periodNanos;
      this.task = task;
    }

    void run() {
      running.lock();
      try {
        if (isOpen()) {
          task.run();
        }
      } catch (Throwable e) {
        log.warn("A scheduled task failed", e);
      } finally {
        running.unlock();
      }
    }

    private boolean isOpen() {
      synchronized (state) {
        return schedules.contains(this);
      }
    }

    @Override
    public void close() {
      running.lock();
      try {
        synchronized (state) {
          schedules.remove(this);
        }
      } finally {
        running.unlock();
      }
    }
  }
}
