package com.heliosdb.edge.cache.benchmarks.replay;

import com.heliosdb.edge.cache.expiry.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * A clock that stands until it is moved, and then does on the caller's thread what fell due, each
 * task at its time. Confined to one thread.
 */
final class VirtualTime implements TimeSource {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final List<Task> tasks = new ArrayList<>();
  private long now;
  private long nextDue = Long.MAX_VALUE;

  VirtualTime(long startMillis) {
    now = startMillis;
  }

  /** Moves on to this time; an earlier one changes nothing. */
  void moveTo(long millis) {
    while (nextDue <= millis) {
      now = Math.max(now, nextDue);
      for (Task task : List.copyOf(tasks)) {
        if (task.due <= now) {
          task.due = now + task.periodMillis;
          task.work.run();
        }
      }
      findNextDue();
    }
    now = Math.max(now, millis);
  }

  @Override
  public long millis() {
    return now;
  }

  @Override
  public Executor background(Executor threads) {
    return Runnable::run;
  }

  @Override
  public long nanos() {
    return now * NANOS_PER_MILLI;
  }

  @Override
  public Registration every(Duration period, Runnable task) {
    Task added = new Task(task, Math.max(1, period.toMillis()));
    added.due = now + added.periodMillis;
    tasks.add(added);
    findNextDue();
    return () -> {
      tasks.remove(added);
      findNextDue();
    };
  }

  @Override
  public Registration after(Duration delay, Runnable task) {
    Registration[] own = new Registration[1];
    own[0] =
        every(
            delay,
            () -> {
              own[0].close();
              task.run();
            });
    return own[0];
  }

  private void findNextDue() {
    nextDue = tasks.stream().mapToLong(task -> task.due).min().orElse(Long.MAX_VALUE);
  }

  private static final class Task {
    final Runnable work;
    final long periodMillis;
    long due;

    Task(Runnable work, long periodMillis) {
      this.work = work;
      this.periodMillis = periodMillis;
    }
  }
}
