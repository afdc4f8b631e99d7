package com.heliosdb.edge.cache.policy;

/**
 * The times between the last accesses of one key, and when the next is expected. Not thread-safe.
 *
 * <p>The predicted interval is the weighted mean of the last {@value #INTERVALS} intervals: the
 * i-th of them, counted from 0 for the oldest, weighs i + 1, so the newest weighs most. The next
 * access is expected that long after the last one. Two intervals at least are needed for a
 * prediction.
 */
public final class AccessPattern {
  /** How many intervals are remembered. */
  public static final int INTERVALS = 10;

  /** How many intervals a prediction needs. */
  public static final int FEWEST = 2;

  // Milliseconds, saturating at 24 days; a ring, oldest overwritten.
  private final int[] intervals = new int[INTERVALS];
  private long lastMillis;
  private long seen;

  /** A key whose first access is at this time, in milliseconds. */
  public AccessPattern(long firstMillis) {
    lastMillis = firstMillis;
  }

  /** Notes an access; a time before the last one counts as the last one's. */
  public void access(long nowMillis) {
    long interval = Math.max(0, nowMillis - lastMillis);
    intervals[(int) (seen++ % INTERVALS)] = (int) Math.min(interval, Integer.MAX_VALUE);
    lastMillis = Math.max(lastMillis, nowMillis);
  }

  /** The last access, in milliseconds. */
  public long lastMillis() {
    return lastMillis;
  }

  /** How many intervals were seen. */
  public long seen() {
    return seen;
  }

  /** Whether there is enough to predict by. */
  public boolean predicts() {
    return seen >= FEWEST;
  }

  /** The predicted interval in milliseconds; positive infinity before the first interval. */
  public double intervalMillis() {
    int size = (int) Math.min(seen, INTERVALS);
    if (size == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < size; i++) {
      sum += (i + 1.0) * interval(i, size);
      weights += i + 1;
    }
    return sum / weights;
  }

  /** The deviation of the intervals from the predicted one, weighted alike, in milliseconds. */
  public double deviationMillis() {
    int size = (int) Math.min(seen, INTERVALS);
    double mean = intervalMillis();
    double squares = 0;
    double weights = 0;
    for (int i = 0; i < size; i++) {
      double off = interval(i, size) - mean;
      squares += (i + 1) * off * off;
      weights += i + 1;
    }
    return size == 0 ? 0 : Math.sqrt(squares / weights);
  }

  /** When the next access is expected, in milliseconds; {@link Long#MAX_VALUE} if nobody knows. */
  public long nextMillis() {
    return predicts() ? lastMillis + Math.round(intervalMillis()) : Long.MAX_VALUE;
  }

  /** The i-th of the remembered intervals, the oldest first. */
  private int interval(int i, int size) {
    return intervals[(int) ((seen - size + i) % INTERVALS)];
  }
}
