package com.heliosdb.edge.cache.tier;

import java.util.concurrent.TimeoutException;

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
    Throwable cause = getCause();
    return cause != null
        && !(cause instanceof TimeoutException
            || cause instanceof SkippedException
            || cause instanceof InterruptedException);
  }
}
