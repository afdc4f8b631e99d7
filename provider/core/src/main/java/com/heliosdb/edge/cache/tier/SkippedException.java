package com.heliosdb.edge.cache.tier;

import java.io.IOException;

/** A store was not asked at all. Without a stack trace, since that happens often or not at all. */
final class SkippedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean forWantOfRoom;

  SkippedException(String message) {
    this(message, false);
  }

  private SkippedException(String message, boolean forWantOfRoom) {
    super(message);
    this.forWantOfRoom = forWantOfRoom;
  }

  /** Too many operations were under way: the next may find room. */
  static SkippedException forWantOfRoom(String message) {
    return new SkippedException(message, true);
  }

  boolean isForWantOfRoom() {
    return forWantOfRoom;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
