package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads of a test. Whatever waits here gives up with an error in the end. */
final class Together {
  private static final int PATIENCE_SECONDS = 30;

  private Together() {}

  /** What one of the threads does. */
  interface Work {
    void by(int thread) throws Exception;
  }

  /** Lets threads loose at the same moment and waits for all; the first failure is thrown. */
  static void run(int threads, Work work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        all.add(
            pool.submit(
                () -> {
                  start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                  work.by(number);
                  return null;
                }));
      }
      for (Future<?> one : all) {
        result(one);
      }
    } finally {
      pool.shutdownNow();
      assertThat(pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("all threads of the test have ended")
          .isTrue();
    }
  }

  private static void result(Future<?> one) throws Exception {
    try {
      one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      throw new AssertionError("a thread of the test hangs", e);
    }
  }

  /** Waits for a latch. */
  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("waited in vain");
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
