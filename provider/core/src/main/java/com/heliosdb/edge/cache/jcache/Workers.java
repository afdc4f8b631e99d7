package com.heliosdb.edge.cache.jcache;

import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a manager for work its callers do not wait for. Thread-safe. Threads are daemons,
 * start with the work, end when idle, and see the manager's class loader as their context.
 */
final class Workers implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Workers.class);
  // Far above what listeners and loads use; bounds what a flood of loadAll calls can start.
  private static final int MAX_THREADS = 32;
  private static final long PATIENCE_SECONDS = 30;

  private final UserThreads threads;
  private final ThreadPoolExecutor pool;

  /**
   * Creates them without a thread.
   *
   * @param classLoader what the work should see as its context
   */
  Workers(WeakReference<ClassLoader> classLoader) {
    threads = new UserThreads("edge-cache-worker-", classLoader);
    pool = threads.pool(MAX_THREADS, new LinkedBlockingQueue<>());
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.util.concurrent.RejectedExecutionException if they are closed
   */
  @Override
  public void execute(Runnable work) {
    pool.execute(work);
  }

  /** Whether the calling thread is one of these. */
  boolean runCurrentThread() {
    return threads.runCurrentThread();
  }

  /**
   * Takes no more work, finishes what there is and waits for the threads to end, unless the caller
   * is one of them. Work that takes longer than half a minute is interrupted, and after as long
   * again left behind with a warning.
   */
  @Override
  public void close() {
    pool.shutdown();
    if (runCurrentThread()) {
      return;
    }
    try {
      if (!pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        pool.shutdownNow();
        if (!pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          log.warn("A loader or listener does not return; its thread is left behind: {}", threads);
          return;
        }
      }
      threads.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
