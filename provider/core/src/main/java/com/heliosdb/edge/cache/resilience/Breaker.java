package com.heliosdb.edge.cache.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps calls from a service that fails: opens when too many of the last calls failed, lets a few
 * through after a while, and closes when enough of those succeed. Thread-safe. Only failures count,
 * a slow call that succeeds is a success. Its way out and its way back are logged once each; of a
 * service that comes and goes, one departure a minute, with its return, and how many were not.
 */
public final class Breaker {
  private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

  // A service may fail a few first calls; waiting for a whole window would take longer.
  private static final int FEWEST_CALLS = 5;
  private static final int TRIALS = 3;
  private static final float PERCENT = 100;

  /** Whether calls are let through. */
  public enum State {
    /** All are. */
    CLOSED,
    /** None is. */
    OPEN,
    /** A few are, to see whether the service is back. */
    HALF_OPEN
  }

  private final String name;
  private final CircuitBreaker breaker;
  private final Departures departures;
  private volatile @Nullable Throwable lastFailure;

  /**
   * Creates a closed breaker.
   *
   * @param name of the service, for the log
   * @param failureRate share of the last calls that must fail to open it; above 0, at most 1
   * @param window how many last calls are looked at; at least 2
   * @param openFor how long no call is let through
   * @param nanos a clock that never goes back
   * @param opened told whenever it opens
   */
  public Breaker(
      String name,
      double failureRate,
      int window,
      Duration openFor,
      LongSupplier nanos,
      Runnable opened) {
    this.name = name;
    departures = new Departures(nanos);
    breaker =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(window)
                .minimumNumberOfCalls(Math.min(window, FEWEST_CALLS))
                .failureRateThreshold((float) failureRate * PERCENT)
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .waitDurationInOpenState(openFor)
                .clock(new Elapsed(nanos))
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              switch (event.getStateTransition().getToState()) {
                case OPEN -> {
                  logAway();
                  opened.run();
                }
                case CLOSED -> logBack();
                default -> {}
              }
            });
  }

  private void logAway() {
    long departed = departures.leave();
    if (departed > 0) {
      LOG.warn(
          "The {} fails and is left alone: the cache goes on without it, and tries it again by itself{}",
          name,
          Departures.howOften(departed),
          lastFailure);
    }
  }

  private void logBack() {
    if (departures.comeBack()) {
      LOG.info("The {} is back", name);
    }
  }

  /**
   * Asks for leave to call. After true, one of {@link #succeeded}, {@link #failed} and {@link
   * #notCalled} must follow.
   */
  public boolean mayCall() {
    return breaker.tryAcquirePermission();
  }

  /** The call succeeded. */
  public void succeeded() {
    breaker.onSuccess(0, TimeUnit.NANOSECONDS);
  }

  /** The call failed, or took too long. */
  public void failed(Throwable failure) {
    lastFailure = failure;
    breaker.onError(0, TimeUnit.NANOSECONDS, failure);
  }

  /** The call did not take place. */
  public void notCalled() {
    breaker.releasePermission();
  }

  /** Whether calls are let through now; an open breaker is half open only once it is asked. */
  public State state() {
    return switch (breaker.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
      case OPEN, FORCED_OPEN -> State.OPEN;
      case HALF_OPEN -> State.HALF_OPEN;
    };
  }

  /** Time since some instant, as the library wants it; its readings mean nothing else. */
  private static final class Elapsed extends Clock {
    private final LongSupplier nanos;
    private final long start;

    Elapsed(LongSupplier nanos) {
      this.nanos = nanos;
      start = nanos.getAsLong();
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(nanos.getAsLong() - start);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
