package com.heliosdb.edge.cache.tier;

import java.io.IOException;

/** A store was not asked at all. Without a stack trace, since that happens often or not at all. */
final class SkippedException extends IOException {
  private static final long serialVersionUID = 1L;

  SkippedException(String message) {
    super(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
