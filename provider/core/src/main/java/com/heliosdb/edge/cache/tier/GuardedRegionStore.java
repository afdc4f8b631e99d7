package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.resilience.Breaker;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Another region store whose faults cost little: each operation ends by its deadline, whatever the
 * store does; a store that keeps failing is left alone for a while; and only so many operations are
 * under way at a time. Thread-safe.
 *
 * <p>What is not begun fails at once with a {@link SkippedException}, what takes too long with a
 * {@link TimeoutException}; a result that arrives later is ignored. When the store was left alone
 * long enough, operations and calls of {@link RegionStore#check} of its own find out whether it is
 * back, so that it comes back without being used.
 *
 * <p>Messages have a lane of their own: each is sent, however many operations are under way and
 * whatever became of them. One that was not would be missing at all other nodes, which would have
 * to doubt everything they hold.
 */
public final class GuardedRegionStore implements RegionStore {
  /**
   * What is demanded of a store.
   *
   * @param deadline of each operation
   * @param concurrency operations under way at a time, messages aside; at least 1
   * @param failureRate share of the last operations that must fail for the store to be left alone;
   *     above 0, at most 1
   * @param window how many last operations are looked at; at least 2
   * @param openFor how long it is left alone
   */
  public record Limits(
      Duration deadline, int concurrency, double failureRate, int window, Duration openFor) {}

  private final RegionStore inner;
  private final String name;
  private final Limits limits;
  private final TimeSource time;
  private final Deadlines deadlines;
  private final Semaphore room;
  private final Breaker breaker;
  private final AtomicBoolean trialScheduled = new AtomicBoolean();
  private volatile TimeSource.@Nullable Registration trial;
  private volatile boolean closed;

  /**
   * Wraps a store.
   *
   * @param inner is closed with this one
   * @param name of the store and its cache, as the subject of a sentence without its article
   * @param time the clock; its tasks must not wait for other work, or deadlines are missed
   */
  public GuardedRegionStore(RegionStore inner, String name, Limits limits, TimeSource time) {
    this.inner = inner;
    this.name = name;
    this.limits = limits;
    this.time = time;
    deadlines = new Deadlines(limits.deadline, time);
    room = new Semaphore(limits.concurrency);
    breaker =
        new Breaker(
            name,
            limits.failureRate,
            limits.window,
            limits.openFor,
            time::nanos,
            this::tryAgainLater);
  }

  /** Whether operations are let through to the store. */
  public Breaker.State state() {
    return breaker.state();
  }

  private void tryAgainLater() {
    if (!closed && trialScheduled.compareAndSet(false, true)) {
      // A moment more, so that the breaker is ready when it is asked.
      trial =
          time.after(
              limits.openFor.plusMillis(1),
              () -> {
                trialScheduled.set(false);
                tryAgain();
              });
      if (closed) {
        endTrials();
      }
    }
  }

  private void endTrials() {
    TimeSource.Registration scheduled = trial;
    if (scheduled != null) {
      scheduled.close();
    }
  }

  /**
   * Asks until the breaker has seen enough: then it is closed, or open and does not let through.
   */
  private void tryAgain() {
    if (!closed && breaker.state() != Breaker.State.CLOSED) {
      check()
          .whenComplete(
              (done, failure) -> {
                if (failure instanceof SkippedException) {
                  tryAgainLater();
                } else {
                  tryAgain();
                }
              });
    }
  }

  @Override
  public CompletionStage<Long> generation() {
    return guarded(inner::generation);
  }

  @Override
  public CompletionStage<Long> startGeneration(long generation) {
    return guarded(() -> inner.startGeneration(generation));
  }

  @Override
  public CompletionStage<RegionRecord> get(long generation, RegionKey key) {
    return guarded(() -> inner.get(generation, key));
  }

  @Override
  public CompletionStage<Outcome> putIfNewer(long generation, RegionKey key, RegionRecord record) {
    return guarded(() -> inner.putIfNewer(generation, key, record));
  }

  @Override
  public boolean broadcasts() {
    return inner.broadcasts();
  }

  @Override
  public CompletionStage<Void> publish(byte[] message) {
    // A store that does not broadcast refuses, which says nothing about its health.
    if (!inner.broadcasts()) {
      return inner.publish(message);
    }
    return closed ? isClosed() : begun(new Call<>(Lane.MESSAGES), () -> inner.publish(message));
  }

  @Override
  public Closeable subscribe(Subscriber subscriber) throws IOException {
    return inner.subscribe(subscriber);
  }

  @Override
  public CompletionStage<Void> check() {
    return guarded(inner::check);
  }

  @Override
  public boolean linearizable() {
    return inner.linearizable();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    endTrials();
    try {
      inner.close();
    } finally {
      deadlines.expireAll();
    }
  }

  private <T> CompletionStage<T> guarded(Supplier<CompletionStage<T>> operation) {
    if (closed) {
      return isClosed();
    }
    if (!room.tryAcquire()) {
      return CompletableFuture.failedFuture(
          SkippedException.forWantOfRoom(
              "the %s has %d operations under way, as many as region.concurrency allows"
                  .formatted(name, limits.concurrency)));
    }
    if (!breaker.mayCall()) {
      room.release();
      return CompletableFuture.failedFuture(
          new SkippedException("the " + name + " failed and is left alone for a while"));
    }
    return begun(new Call<>(Lane.OPERATIONS), operation);
  }

  private <T> CompletionStage<T> isClosed() {
    return CompletableFuture.failedFuture(new SkippedException("the " + name + " is closed"));
  }

  private static <T> CompletionStage<T> begun(
      Call<T> call, Supplier<CompletionStage<T>> operation) {
    call.begin(operation);
    return call.result;
  }

  private enum Lane {
    /** Takes room, and says how the store does. */
    OPERATIONS,
    MESSAGES
  }

  /** One operation. It ends once: by the store's answer or by its deadline. */
  private final class Call<T> {
    private final Lane lane;
    final CompletableFuture<T> result = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    Call(Lane lane) {
      this.lane = lane;
    }

    void begin(Supplier<CompletionStage<T>> operation) {
      try {
        Deadlines.Deadline deadline = deadlines.start(this::timedOut);
        operation
            .get()
            .whenComplete(
                (value, failure) -> {
                  deadline.cancel();
                  answered(value, failure);
                });
      } catch (RuntimeException e) { // against its contract; or the clock is closed
        answered(null, e);
      }
    }

    private void answered(@Nullable T value, @Nullable Throwable failure) {
      if (!ended.compareAndSet(false, true)) {
        return; // too late
      }
      if (failure == null) {
        if (lane == Lane.OPERATIONS) {
          room.release();
          breaker.succeeded();
        }
        completeWith(value);
      } else {
        fail(RegionFault.causeOf(failure));
      }
    }

    @SuppressWarnings("NullAway") // a stage's null is a value like any other
    private void completeWith(@Nullable T value) {
      result.complete(value);
    }

    private void timedOut() {
      if (ended.compareAndSet(false, true)) {
        fail(
            new TimeoutException(
                "the %s did not answer within %d ms".formatted(name, limits.deadline.toMillis())));
      }
    }

    private void fail(Throwable failure) {
      if (lane == Lane.OPERATIONS) {
        room.release();
        breaker.failed(failure);
      }
      result.completeExceptionally(failure);
    }
  }
}
