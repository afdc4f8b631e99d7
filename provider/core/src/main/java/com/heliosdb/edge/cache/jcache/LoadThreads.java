package com.heliosdb.edge.cache.jcache;

import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one cache for loads that no reader runs: apart from all others, so that a loader
 * that hangs holds up nothing but loads of its cache. Thread-safe. Threads are daemons, start with
 * the work, end when idle, and see the manager's class loader as their context.
 */
final class LoadThreads implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LoadThreads.class);
  private static final int MAX_THREADS = 64;
  private static final int MOST_WAITING = 10_000;
  private static final long PATIENCE_SECONDS = 5;

  private final String cacheName;
  private final UserThreads threads;
  private final ThreadPoolExecutor pool;

  /**
   * Creates them without a thread.
   *
   * @param classLoader what the loader should see as its context; held weakly
   */
  LoadThreads(String cacheName, ClassLoader classLoader) {
    this.cacheName = cacheName;
    threads =
        new UserThreads("edge-cache-load-" + cacheName + "-", new WeakReference<>(classLoader));
    pool = threads.pool(MAX_THREADS, new LinkedBlockingQueue<>(MOST_WAITING));
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.util.concurrent.RejectedExecutionException if they are closed, or 10,000 loads
   *     wait already
   */
  @Override
  public void execute(Runnable load) {
    pool.execute(load);
  }

  /**
   * Interrupts the loads under way, forgets those that wait, and waits for the threads to end,
   * unless the caller is one of them; what does not end within five seconds is left behind with a
   * warning. Called when the cache takes no more values.
   */
  @Override
  public void close() {
    pool.shutdownNow();
    if (threads.runCurrentThread()) {
      return;
    }
    try {
      if (!pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        log.warn(
            "The CacheLoader of cache '{}' does not return; its threads are left behind: {}",
            cacheName,
            threads);
        return;
      }
      threads.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
