package com.heliosdb.edge.cache.jcache;

import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final long IDLE_SECONDS = 10;
  private static final long PATIENCE_SECONDS = 30;

  private final WeakReference<ClassLoader> classLoader;
  private final ThreadPoolExecutor pool;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /**
   * Creates them without a thread.
   *
   * @param classLoader what the work should see as its context
   */
  Workers(WeakReference<ClassLoader> classLoader) {
    this.classLoader = classLoader;
    pool =
        new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            this::newThread);
    pool.allowCoreThreadTimeOut(true);
  }

  private Thread newThread(Runnable work) {
    threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
    Thread thread =
        new Thread(null, work, "edge-cache-worker-" + numbers.incrementAndGet(), 0, false);
    thread.setDaemon(true);
    ClassLoader context = classLoader.get();
    thread.setContextClassLoader(context == null ? Workers.class.getClassLoader() : context);
    threads.add(thread);
    return thread;
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
    return threads.contains(Thread.currentThread());
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
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
