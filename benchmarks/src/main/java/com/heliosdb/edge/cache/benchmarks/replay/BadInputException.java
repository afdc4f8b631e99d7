package com.heliosdb.edge.cache.benchmarks.replay;

/** An option or a trace that cannot be used; the message is a sentence for whoever typed it. */
final class BadInputException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  BadInputException(String message) {
    super(message);
  }

  BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
