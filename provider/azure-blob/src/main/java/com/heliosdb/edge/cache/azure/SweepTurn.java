package com.heliosdb.edge.cache.azure;

import com.heliosdb.edge.cache.azure.NumberBlob.Numbered;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * A node's right to sweep: a time in a blob, until which nobody else does. Whoever finds it past
 * moves it; if two do, the service lets one. Of nodes with different intervals, those with the
 * shortest sweep. Thread-safe.
 */
final class SweepTurn {
  /** A node that dies in a sweep keeps others from it for as long. */
  private static final Duration WORK = Duration.ofMinutes(5);

  /** Clocks differ by less. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final NumberBlob until;
  private final Duration interval;
  private final InstantSource clock;

  /**
   * A right that nobody took yet.
   *
   * @param interval how long nobody sweeps after somebody has
   */
  SweepTurn(NumberBlob until, Duration interval, InstantSource clock) {
    this.until = until;
    this.interval = interval;
    this.clock = clock;
  }

  /** Takes it; empty if it is not time yet, or another node has it. */
  Mono<Held> take() {
    return until
        .read()
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .flatMap(this::takeFrom)
        .map(Held::new);
  }

  private Mono<Numbered> takeFrom(Optional<Numbered> found) {
    if (found.isEmpty()) {
      return until.create(in(WORK));
    }
    return isAhead(found.get().number()) ? Mono.empty() : until.replace(found.get(), in(WORK));
  }

  /**
   * A time that this node would not write either is that of a clock gone wrong: it may be years.
   */
  private boolean isAhead(long untilMillis) {
    Duration longest = interval.compareTo(WORK) > 0 ? interval : WORK;
    return untilMillis > clock.millis() && untilMillis <= in(longest.plus(SKEW));
  }

  private long in(Duration time) {
    return clock.instant().plus(time).toEpochMilli();
  }

  /** The right, taken. For one thread at a time. */
  final class Held {
    private Numbered held;

    private Held(Numbered held) {
      this.held = held;
    }

    /** Prolongs it when half of it is over; fails if another node has it. */
    Mono<Void> keep() {
      return Mono.defer(
          () ->
              held.number() - clock.millis() > WORK.toMillis() / 2 ? Mono.empty() : move(in(WORK)));
    }

    /** Gives it to whoever asks first when the interval is over. */
    Mono<Void> rest() {
      return Mono.defer(() -> move(in(interval)));
    }

    private Mono<Void> move(long end) {
      return until
          .replace(held, end)
          .switchIfEmpty(Mono.error(() -> new IOException("another node has taken the sweep over")))
          .doOnNext(moved -> held = moved)
          .then();
    }
  }
}
