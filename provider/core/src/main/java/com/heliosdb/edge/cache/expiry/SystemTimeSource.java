package com.heliosdb.edge.cache.expiry;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of the JVM. Thread-safe. All repeated tasks of one instance share one daemon thread,
 * and what is to be done once, such as giving up at a deadline, another, so that a long task delays
 * no deadline. A thread starts with its first task and ends with {@link #close}.
 */
public final class SystemTimeSource implements TimeSource, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SystemTimeSource.class);

  private final Scheduler repeated = new Scheduler("edge-cache-scheduler");
  private final Scheduler once = new Scheduler("edge-cache-deadlines");

  @Override
  public long millis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.util.concurrent.RejectedExecutionException if the clock is closed
   */
  @Override
  public Registration every(Duration period, Runnable task) {
    Run run = new Run(task);
    long nanos = period.toNanos();
    ScheduledFuture<?> future =
        repeated.executor.scheduleWithFixedDelay(run, nanos, nanos, TimeUnit.NANOSECONDS);
    return () -> {
      future.cancel(false);
      run.close();
    };
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.util.concurrent.RejectedExecutionException if the clock is closed
   */
  @Override
  public Registration after(Duration delay, Runnable task) {
    ScheduledFuture<?> future =
        once.executor.schedule(
            () -> {
              try {
                task.run();
              } catch (Throwable e) {
                log.warn("A background task of the cache failed; it is not repeated", e);
              }
            },
            delay.toNanos(),
            TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /**
   * Ends all schedules and waits for the threads to end, but for the caller's own. Idempotent. An
   * interrupt ends the wait and stays set.
   */
  @Override
  public void close() {
    repeated.close();
    once.close();
  }

  /** One thread and its tasks. */
  private static final class Scheduler {
    final ScheduledThreadPoolExecutor executor;
    private final String name;
    // Written by the thread factory, read by whoever closes.
    private volatile @Nullable Thread thread;

    Scheduler(String name) {
      this.name = name;
      executor = new ScheduledThreadPoolExecutor(1, this::newThread);
      executor.setRemoveOnCancelPolicy(true);
      executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private Thread newThread(Runnable work) {
      // Neither the thread locals nor the class loader of whoever came first are kept alive.
      Thread created = new Thread(null, work, name, 0, false);
      created.setDaemon(true);
      created.setContextClassLoader(SystemTimeSource.class.getClassLoader());
      thread = created;
      return created;
    }

    void close() {
      // Not shutdownNow: an interrupt would close the file a running task works on.
      executor.shutdown();
      Thread running = thread;
      if (running == null || running == Thread.currentThread()) {
        return;
      }
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** One task. Its lock is held while it runs, so that closing waits for the run under way. */
  private static final class Run implements Runnable {
    private final Runnable task;
    private final ReentrantLock running = new ReentrantLock();
    // Guarded by running.
    private boolean closed;

    Run(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      running.lock();
      try {
        if (!closed) {
          task.run();
        }
      } catch (Throwable e) {
        log.warn("A background task of the cache failed; it runs again after its period", e);
      } finally {
        running.unlock();
      }
    }

    void close() {
      running.lock();
      try {
        closed = true;
      } finally {
        running.unlock();
      }
    }
  }
}
