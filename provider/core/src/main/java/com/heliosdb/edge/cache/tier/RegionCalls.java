package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.resilience.TierGuard;
import com.heliosdb.edge.cache.stats.RegionCounters;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Waits for what a region store was asked, no longer than the deadline, and turns whatever goes
 * wrong into a {@link RegionFault}: counted, and logged once for each change of state. Thread-safe.
 */
final class RegionCalls {
  private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(10);

  private final Duration patience;
  private final TimeSource time;
  private final RegionCounters counters;
  private final TierGuard guard;
  private final Runnable back;
  private volatile long contactNanos;

  /**
   * Waits as long as the patience says.
   *
   * @param back is told when something succeeds again; quick
   */
  RegionCalls(
      String cacheName,
      Duration patience,
      TimeSource time,
      RegionCounters counters,
      Runnable back) {
    this.patience = patience;
    this.time = time;
    this.counters = counters;
    this.back = back;
    guard =
        new TierGuard(
            "region tier of cache '" + cacheName + "'", counters.tier.faults, time::nanos);
    contactNanos = time.nanos();
  }

  /** Whether the last thing asked failed. */
  boolean aside() {
    return guard.aside();
  }

  /** When the region last did what it was asked. */
  long contactNanos() {
    return contactNanos;
  }

  /** Notes that the region is in touch, though it was not asked for anything. */
  void touched() {
    contactNanos = time.nanos();
  }

  /** Notes that it was in touch that long ago, before there was this object. */
  void lastTouched(Duration ago) {
    contactNanos = time.nanos() - ago.toNanos();
  }

  /** Asks; a store that throws, against its contract, has failed like any other. */
  <T> CompletionStage<T> begun(Supplier<CompletionStage<T>> operation) {
    try {
      return operation.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  <T> T await(String operation, CompletionStage<T> stage) throws RegionFault {
    try {
      T result = stage.toCompletableFuture().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      contactNanos = time.nanos();
      if (guard.aside()) {
        guard.back();
        back.run();
      }
      return result;
    } catch (ExecutionException e) {
      throw fault(operation, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw fault(operation, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegionFault("interrupted", e);
    } catch (RuntimeException e) {
      throw fault(operation, e);
    }
  }

  /** Whether an answer that was waited for that long is waited for no more. */
  boolean isLate(long nanos) {
    return nanos > patience.toNanos();
  }

  private RegionFault fault(String operation, Throwable cause) {
    if (cause instanceof TimeoutException) {
      counters.timeouts.increment();
    }
    guard.fault(operation, cause);
    String message = cause.getMessage();
    return new RegionFault(message == null ? cause.getClass().getSimpleName() : message, cause);
  }

  /** What another thread waits for; the fallback if that takes longer than the deadline. */
  <T> T share(CompletableFuture<T> result, T fallback) {
    try {
      return result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fallback;
    } catch (ExecutionException | TimeoutException e) {
      return fallback;
    }
  }

  /** Waits until the worker has done what it was given so far, or for a while. */
  void settle(ExecutorService worker) {
    try {
      settle(worker.submit(() -> {}), patience);
    } catch (RejectedExecutionException e) {
      // It goes on by itself.
      return;
    }
  }

  /** Waits until something is done, no longer than that. */
  void settle(Future<?> done, Duration longest) {
    try {
      done.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // It goes on by itself.
      return;
    }
  }

  /** Waits for the worker to end. */
  void end(ExecutorService worker) {
    worker.shutdown();
    try {
      if (!worker.awaitTermination(PATIENCE_AT_THE_END.toMillis(), TimeUnit.MILLISECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      worker.shutdownNow();
    }
  }
}
