package com.heliosdb.edge.cache.hazelcast;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes ordinary futures of Hazelcast's, whose own continuations run on a pool that may be a new
 * thread for each.
 */
final class Futures {
  private Futures() {}

  /** Starts a call; what it throws fails the result, which is completed by the executor. */
  static <T> CompletableFuture<T> of(
      Executor executor, Supplier<? extends CompletionStage<T>> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      var unused =
          call.get()
              .whenCompleteAsync((value, failure) -> settle(result, value, failure), executor);
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  /** Completes one future as another one was. */
  static <T> void settle(
      CompletableFuture<T> result, @Nullable T value, @Nullable Throwable failure) {
    if (failure == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(cause(failure));
    }
  }

  /** What a stage failed with. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    return cause == null ? failure : cause;
  }
}
