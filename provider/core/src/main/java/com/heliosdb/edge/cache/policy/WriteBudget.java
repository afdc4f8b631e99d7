package com.heliosdb.edge.cache.policy;

/**
 * Bytes a day that may be written. What is not used can be saved for an hour. Thread-safe; its lock
 * is held for a few additions.
 */
final class WriteBudget {
  private static final double MILLIS_PER_DAY = 86_400_000;
  private static final double MILLIS_SAVED = 3_600_000;

  private final double bytesPerMilli;
  private double left;
  private long asOfMillis;

  /**
   * A budget.
   *
   * @param bytesPerDay 0 = there is none
   */
  WriteBudget(long bytesPerDay, long nowMillis) {
    bytesPerMilli = bytesPerDay / MILLIS_PER_DAY;
    left = bytesPerMilli * MILLIS_SAVED;
    asOfMillis = nowMillis;
  }

  synchronized void spend(long bytes, long nowMillis) {
    refill(nowMillis);
    left -= bytes;
  }

  /** Whether more was written than there was. */
  synchronized boolean isExceeded(long nowMillis) {
    refill(nowMillis);
    return bytesPerMilli > 0 && left < 0;
  }

  private void refill(long nowMillis) {
    if (nowMillis > asOfMillis) {
      left =
          Math.min(bytesPerMilli * MILLIS_SAVED, left + bytesPerMilli * (nowMillis - asOfMillis));
      asOfMillis = nowMillis;
    }
  }
}
