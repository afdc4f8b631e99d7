package com.heliosdb.edge.cache.hazelcast;

import com.hazelcast.cache.HazelcastExpiryPolicy;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.cache.expiry.Duration;

/**
 * The time that a written entry has left, which reading does not change, nor a compare-and-set that
 * fails.
 *
 * <p>Members read it as Hazelcast's own class, which it is but for one thing: Hazelcast's cannot
 * write down that access changes nothing, though it can read it, as a negative amount.
 */
final class WriteExpiry extends HazelcastExpiryPolicy {
  private static final long serialVersionUID = 1L;
  private static final long UNCHANGED = -1;

  /** The place of milliseconds among the values of {@link TimeUnit}, which stands for them. */
  private static final int IN_MILLISECONDS = 2;

  /** Stands for ever, which Hazelcast's class cannot carry either. */
  private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(365_000);

  private final long leftMillis;

  /**
   * Creates it.
   *
   * @param leftMillis at least 1, since JCache does not store what has no time left
   */
  WriteExpiry(long leftMillis) {
    this(new Duration(TimeUnit.MILLISECONDS, Math.min(leftMillis, LONGEST_MILLIS)));
  }

  private WriteExpiry(Duration left) {
    super(left, null, left);
    leftMillis = left.getDurationAmount();
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    writeLeft(out);
    out.writeLong(UNCHANGED);
    writeLeft(out);
  }

  private void writeLeft(ObjectDataOutput out) throws IOException {
    out.writeLong(leftMillis);
    out.writeInt(IN_MILLISECONDS);
  }
}
