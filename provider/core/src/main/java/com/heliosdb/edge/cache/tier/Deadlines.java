package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.TimeSource;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Tells calls that their time is up, which is the same for all of them. Thread-safe. However many
 * calls there are, the clock has one task at a time, and none when nothing is under way.
 */
final class Deadlines {
  private final TimeSource time;
  private final long nanos;
  // In the order of their deadlines, but for what threads overtake each other.
  private final ConcurrentLinkedQueue<Deadline> waiting = new ConcurrentLinkedQueue<>();
  // Whether a task is scheduled or runs; its owner alone takes from the queue.
  private final AtomicBoolean armed = new AtomicBoolean();

  Deadlines(Duration each, TimeSource time) {
    this.time = time;
    this.nanos = each.toNanos();
  }

  /** Runs the task when the time is up, unless that is cancelled before. */
  Deadline start(Runnable timedOut) {
    Deadline deadline = new Deadline(time.nanos() + nanos, timedOut);
    waiting.add(deadline);
    armUnlessArmed();
    return deadline;
  }

  private void armUnlessArmed() {
    Deadline first = waiting.peek();
    if (first != null && armed.compareAndSet(false, true)) {
      time.after(Duration.ofNanos(Math.max(0, first.dueNanos - time.nanos())), this::expire);
    }
  }

  private void expire() {
    long now = time.nanos();
    for (Deadline first = waiting.peek();
        first != null && (first.timedOut == null || first.dueNanos - now <= 0);
        first = waiting.peek()) {
      waiting.poll();
      first.expire();
    }
    armed.set(false);
    armUnlessArmed();
  }

  /** The time of all that wait is up. */
  void expireAll() {
    for (Deadline each : waiting) {
      each.expire();
    }
  }

  /** One call's. */
  static final class Deadline {
    private final long dueNanos;
    // Null once cancelled or expired, so that what the call holds can go.
    private volatile @Nullable Runnable timedOut;

    private Deadline(long dueNanos, Runnable timedOut) {
      this.dueNanos = dueNanos;
      this.timedOut = timedOut;
    }

    void cancel() {
      timedOut = null;
    }

    private void expire() {
      Runnable task = timedOut;
      timedOut = null;
      if (task != null) {
        task.run();
      }
    }
  }
}
