package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A fast store in front of one that keeps what the first loses. Thread-safe.
 *
 * <p>A read asks the front and, if that has nothing or fails, the back, whose answer then fills the
 * front if it can. A write is stored when both have it, the front first; if one rejects it, it is
 * rejected, and if one fails, it has failed, perhaps with the other one done: its caller has to see
 * to it that nobody goes on reading what it should have replaced.
 *
 * <p>It is not linearizable, even if both stores are: the front may take a write and lose it again
 * before the back has it, and the back's older record is read then.
 */
public final class CompositeRegionStore implements RegionStore {
  private final RegionStore front;
  private final RegionStore back;

  /**
   * Joins two stores of the same cache.
   *
   * @param front is closed with this one
   * @param back is closed with this one
   */
  public CompositeRegionStore(RegionStore front, RegionStore back) {
    this.front = front;
    this.back = back;
  }

  /**
   * The greater one, in both: the front may have lost its own, or the back may be newer than the
   * front, or have lost its own too.
   */
  @Override
  public CompletionStage<Long> generation() {
    return then(
        back::generation,
        behind ->
            then(
                () -> orElse(() -> inFront(behind), failure -> settled(behind)),
                inForce -> inForce > behind ? back.startGeneration(inForce) : settled(inForce)));
  }

  private CompletionStage<Long> inFront(long behind) {
    return behind == 0 ? front.generation() : front.startGeneration(behind);
  }

  @Override
  public CompletionStage<Long> startGeneration(long generation) {
    return then(() -> back.startGeneration(generation), front::startGeneration);
  }

  @Override
  public CompletionStage<RegionRecord> get(long generation, RegionKey key) {
    return then(
        () -> orElse(() -> front.get(generation, key), failure -> settled(null)),
        found -> found != null ? settled(found) : getBehind(generation, key));
  }

  private CompletionStage<@Nullable RegionRecord> getBehind(long generation, RegionKey key) {
    return begun(() -> back.get(generation, key))
        .thenApply(
            found -> {
              if (found != null) {
                // Best effort, and nobody waits for it.
                CompletionStage<Outcome> filled = putInFront(generation, key, found);
                filled.exceptionally(failure -> Outcome.REJECTED);
              }
              return found;
            });
  }

  @Override
  public CompletionStage<Outcome> putIfNewer(long generation, RegionKey key, RegionRecord record) {
    return then(
        () -> putInFront(generation, key, record),
        inFront ->
            inFront == Outcome.REJECTED
                ? settled(inFront)
                : then(
                    () -> back.putIfNewer(generation, key, record),
                    behind ->
                        behind == Outcome.REJECTED
                            ? replaceInFront(generation, key)
                            : settled(behind)));
  }

  /** A front that rejects may have lost its generation; then it is told and asked once more. */
  private CompletionStage<Outcome> putInFront(long generation, RegionKey key, RegionRecord record) {
    return then(
        () -> front.putIfNewer(generation, key, record),
        outcome ->
            outcome == Outcome.STORED || generation == 0
                ? settled(outcome)
                : then(
                    front::generation,
                    inFront ->
                        inFront >= generation
                            ? settled(outcome)
                            : then(
                                this::generation,
                                inForce ->
                                    inForce == generation
                                        ? front.putIfNewer(generation, key, record)
                                        : settled(outcome))));
  }

  /** The front took what the back knows to be old; the back's record takes its place. */
  private CompletionStage<Outcome> replaceInFront(long generation, RegionKey key) {
    return then(
        () -> back.get(generation, key),
        newer ->
            newer == null
                ? settled(Outcome.REJECTED)
                : then(
                    () -> front.putIfNewer(generation, key, newer),
                    replaced -> settled(Outcome.REJECTED)));
  }

  @Override
  public boolean broadcasts() {
    return front.broadcasts() || back.broadcasts();
  }

  @Override
  public CompletionStage<Void> publish(byte[] message) {
    return broadcaster().publish(message);
  }

  @Override
  public Closeable subscribe(Subscriber subscriber) throws IOException {
    return broadcaster().subscribe(subscriber);
  }

  private RegionStore broadcaster() {
    return front.broadcasts() ? front : back;
  }

  /** Whether both can be reached, as a write needs them. */
  @Override
  public CompletionStage<Void> check() {
    return then(front::check, reached -> back.check());
  }

  @Override
  public boolean linearizable() {
    return false;
  }

  @Override
  public void close() throws IOException {
    try (back) {
      front.close();
    }
  }

  private static <T> CompletionStage<T> settled(@Nullable T value) {
    return CompletableFuture.completedStage(value);
  }

  /** One operation after another; a store that throws, against its contract, has failed. */
  private static <T, R> CompletionStage<R> then(
      Supplier<CompletionStage<T>> first, Function<T, CompletionStage<R>> second) {
    return begun(first).thenCompose(second);
  }

  private static <T> CompletionStage<T> orElse(
      Supplier<CompletionStage<T>> first, Function<Throwable, CompletionStage<T>> instead) {
    return begun(first).exceptionallyCompose(instead);
  }

  private static <T> CompletionStage<T> begun(Supplier<CompletionStage<T>> operation) {
    try {
      return operation.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
