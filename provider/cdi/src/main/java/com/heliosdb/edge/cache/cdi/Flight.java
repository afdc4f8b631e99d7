package com.heliosdb.edge.cache.cdi;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One invocation for which others may wait. Led by the thread that made it; the other methods are
 * thread-safe.
 */
final class Flight {
  private final Thread leader = Thread.currentThread();
  private final CountDownLatch landed = new CountDownLatch(1);
  // Written by the leader before the latch opens.
  private @Nullable Object value;
  private @Nullable Throwable failure;
  private volatile boolean outdated;

  Thread leader() {
    return leader;
  }

  /** Says that the key was changed since the invocation began: its result must not be stored. */
  void outdate() {
    outdated = true;
  }

  boolean isOutdated() {
    return outdated;
  }

  void succeed(@Nullable Object result) {
    value = result;
  }

  void fail(Throwable thrown) {
    failure = thrown;
  }

  /** Lets the followers go. */
  void land() {
    landed.countDown();
  }

  /** Waits for {@link #land}; false if that took too long. */
  boolean await(Duration atMost) throws InterruptedException {
    return landed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What the method returned; once landed. */
  @Nullable Object value() {
    return value;
  }

  /** What the method threw, or null; once landed. */
  @Nullable Throwable failure() {
    return failure;
  }
}
