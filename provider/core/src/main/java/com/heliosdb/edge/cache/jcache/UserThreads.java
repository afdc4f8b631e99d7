package com.heliosdb.edge.cache.jcache;

import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes threads for the user's code, and knows those that live: daemons with numbered names that
 * see the manager's class loader as their context, and nothing of who makes them. Thread-safe.
 */
final class UserThreads implements ThreadFactory {
  private static final long IDLE_SECONDS = 10;

  private final String prefix;
  private final WeakReference<ClassLoader> classLoader;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /**
   * A factory that made none yet.
   *
   * @param prefix what their names begin with
   * @param classLoader what the code should see as its context
   */
  UserThreads(String prefix, WeakReference<ClassLoader> classLoader) {
    this.prefix = prefix;
    this.classLoader = classLoader;
  }

  /** A pool of so many that start with the work and end when idle. */
  ThreadPoolExecutor pool(int most, BlockingQueue<Runnable> waiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS, waiting, this);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public Thread newThread(Runnable work) {
    threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
    Thread thread = new Thread(null, work, prefix + numbers.incrementAndGet(), 0, false);
    thread.setDaemon(true);
    ClassLoader context = classLoader.get();
    thread.setContextClassLoader(context == null ? UserThreads.class.getClassLoader() : context);
    threads.add(thread);
    return thread;
  }

  /** Whether the calling thread is one of these. */
  boolean runCurrentThread() {
    return threads.contains(Thread.currentThread());
  }

  /** Waits for the end of all. */
  void join() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Their names, for a log. */
  @Override
  public String toString() {
    return threads.toString();
  }
}
