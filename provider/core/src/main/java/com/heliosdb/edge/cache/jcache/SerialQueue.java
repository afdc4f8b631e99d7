package com.heliosdb.edge.cache.jcache;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in order, on an executor it shares with others. Thread-safe; adding a
 * task never waits for one that runs. Tasks do not throw.
 */
final class SerialQueue implements Executor {
  private static final Logger log = LoggerFactory.getLogger(SerialQueue.class);
  // Then others get their turn on the executor.
  private static final int TASKS_OF_A_TURN = 64;

  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  // The following are guarded by lock.
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean scheduled;
  private @Nullable Thread runner;

  SerialQueue(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    lock.lock();
    try {
      tasks.add(task);
      if (scheduled) {
        return;
      }
      scheduled = true;
    } finally {
      lock.unlock();
    }
    schedule();
  }

  private void schedule() {
    try {
      executor.execute(this::takeTurn);
    } catch (RejectedExecutionException e) {
      log.debug("The executor is closed; what asynchronous listeners have not heard is dropped", e);
      endTurn(true);
    } catch (Throwable e) {
      log.warn("No thread for asynchronous listeners; what they have not heard is dropped", e);
      endTurn(true);
    }
  }

  private void takeTurn() {
    for (int i = 0; i < TASKS_OF_A_TURN; i++) {
      Runnable task = next();
      if (task == null) {
        break;
      }
      task.run();
    }
    if (endTurn(false)) {
      schedule();
    }
  }

  private @Nullable Runnable next() {
    lock.lock();
    try {
      runner = Thread.currentThread();
      return tasks.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether another turn is needed. */
  private boolean endTurn(boolean drop) {
    lock.lock();
    try {
      runner = null;
      if (drop) {
        tasks.clear();
      }
      scheduled = !tasks.isEmpty();
      if (!scheduled) {
        idle.signalAll();
      }
      return scheduled;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until no task is left. Does not wait if called by a task.
   *
   * @return false if tasks are still left after this time
   */
  boolean awaitIdle(long patienceSeconds) {
    lock.lock();
    try {
      long nanos = TimeUnit.SECONDS.toNanos(patienceSeconds);
      while (scheduled && runner != Thread.currentThread()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = idle.awaitNanos(nanos);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
