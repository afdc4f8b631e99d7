package com.heliosdb.edge.cache.tier;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The region did not do what was asked: counted and logged already. */
final class RegionFault extends Exception {
  private static final long serialVersionUID = 1L;

  RegionFault(String message) {
    super(message);
  }

  RegionFault(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether the region answered, with a refusal; if not, it is away or was not asked. */
  boolean isAnswer() {
    return isAnswer(getCause());
  }

  /** The same of what a question ended with. */
  static boolean isAnswer(@Nullable Throwable cause) {
    return cause != null
        && !(cause instanceof TimeoutException
            || cause instanceof SkippedException
            || cause instanceof InterruptedException);
  }

  /** Whether the store had no room for a question that ended with this: the next may find some. */
  static boolean isForWantOfRoom(@Nullable Throwable cause) {
    return cause instanceof SkippedException skipped && skipped.isForWantOfRoom();
  }

  /** What a stage ended with, without what the stages after it put around it. */
  static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
