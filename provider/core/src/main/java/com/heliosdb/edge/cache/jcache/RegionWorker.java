package com.heliosdb.edge.cache.jcache;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One daemon thread for the messages of one region, and a bounded queue before it. Thread-safe. */
final class RegionWorker extends ThreadPoolExecutor {
  // Messages that wait to be looked at; with more, some count as lost.
  private static final int MOST_TASKS = 1 << 16;

  // Written by whoever has it started, which is done once.
  private volatile @Nullable Thread thread;

  RegionWorker(String cacheName) {
    super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_TASKS));
    setThreadFactory(work -> newThread(work, cacheName));
  }

  private Thread newThread(Runnable work, String cacheName) {
    Thread made = new Thread(null, work, "edge-cache-region-" + cacheName, 0, false);
    made.setDaemon(true);
    made.setContextClassLoader(RegionWorker.class.getClassLoader());
    thread = made;
    return made;
  }

  /** Waits for the thread too, which ends a moment after its last task. */
  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    boolean ended = super.awaitTermination(timeout, unit);
    Thread last = thread;
    if (ended && last != null && last != Thread.currentThread()) {
      last.join();
    }
    return ended;
  }
}
