package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One load and those who wait for it. It has one answer, for everybody: what came of the load, or
 * that it did not come in time; the load goes on then. Thread-safe.
 */
final class Flight implements Runnable {
  /** How a flight ended for those who wait. */
  enum Kind {
    LOADED,
    /** There was nothing to load any more. */
    SKIPPED,
    FAILED,
    TIMED_OUT
  }

  /**
   * The answer.
   *
   * @param value what was loaded, in a form that all can share; null if the origin has none
   * @param failure what was thrown; null unless the load failed
   */
  record Answer(Kind kind, @Nullable Object value, @Nullable Throwable failure) {
    static final Answer SKIPPED = new Answer(Kind.SKIPPED, null, null);
    static final Answer TIMED_OUT = new Answer(Kind.TIMED_OUT, null, null);

    static Answer loaded(@Nullable Object value) {
      return new Answer(Kind.LOADED, value, null);
    }

    static Answer failed(Throwable failure) {
      return new Answer(Kind.FAILED, null, failure);
    }
  }

  /** The version to be replaced; 0 if there is none. */
  final long version;

  /** Whether nobody waited for it when it began. */
  final boolean refresh;

  private final Supplier<Answer> load;
  private final Ending ending;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  // Set before the flight begins.
  private TimeSource.@Nullable Registration timer;
  // Null until it begins to load.
  private volatile @Nullable Thread runner;

  /** Is told of the end of a load, before those who wait are. */
  @FunctionalInterface
  interface Ending {
    void of(Flight flight, Answer answer);
  }

  Flight(long version, boolean refresh, Supplier<Answer> load, Ending ending) {
    this.version = version;
    this.refresh = refresh;
    this.load = load;
    this.ending = ending;
  }

  void timer(TimeSource.Registration timeOut) {
    timer = timeOut;
  }

  @Override
  public void run() {
    runner = Thread.currentThread();
    Answer came;
    try {
      came = load.get();
    } catch (Throwable e) { // whoever waits is to know
      came = Answer.failed(e);
    }
    end(came);
  }

  /** Ends it with an answer of its load, or instead of it. */
  void end(Answer came) {
    TimeSource.Registration running = timer;
    if (running != null) {
      running.close();
    }
    try {
      ending.of(this, came);
    } finally {
      answer.complete(came);
    }
  }

  /** Gives those who wait an answer before the load ends; false if they have one. */
  boolean answer(Answer early) {
    return answer.complete(early);
  }

  /** Whether those who wait have been told that it is late. */
  boolean isLate() {
    return answer.isDone();
  }

  /** The answer there is. */
  Answer answerNow() {
    return answer.join();
  }

  boolean ranHere() {
    return runner == Thread.currentThread();
  }

  /**
   * Waits for the answer.
   *
   * @throws InterruptedException if the thread is interrupted before there is one
   */
  Answer await() throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("An answer is no failure", e);
    }
  }
}
