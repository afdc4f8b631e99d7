package com.heliosdb.edge.cache.azure;

import com.heliosdb.edge.cache.azure.NumberBlob.Numbered;
import java.io.IOException;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * The generation in force, known as of some moment. Thread-safe.
 *
 * <p>Asking for it before each read would double the requests, so it is believed for a while: that
 * long may a node read what another one has cleared.
 */
final class Generations {
  private static final int MOST_TRIES = 32;

  /** What was in force, and when that was asked for, in the nanoseconds of this JVM. */
  private record Known(long generation, long askedNanos) {}

  private final NumberBlob blob;
  private final long believedNanos;
  private volatile Known known; // written under this

  Generations(NumberBlob blob, Duration believed) {
    this.blob = blob;
    believedNanos = believed.toNanos();
    known = new Known(0, System.nanoTime() - believedNanos);
  }

  /** Asks which one is in force. A service that has lost it is told, or others would not know. */
  Mono<Long> ask() {
    return Mono.defer(
        () -> {
          long asked = System.nanoTime();
          long before = known.generation();
          return blob.read()
              .map(Numbered::number)
              .defaultIfEmpty(0L)
              .flatMap(found -> found < before ? start(before) : Mono.just(learn(found, asked)));
        });
  }

  /** The one that is taken to be in force, at least this one if it is; asks if need be. */
  Mono<Long> inForce(long wanted) {
    return Mono.defer(() -> isBelieved(wanted) ? Mono.just(known.generation()) : ask());
  }

  /** Whether what is known is recent, and not behind what the caller knows. */
  boolean isBelieved(long wanted) {
    Known now = known;
    return now.generation() >= wanted && System.nanoTime() - now.askedNanos() < believedNanos;
  }

  /** Makes one the generation in force unless as great a one is; the one that is then. */
  Mono<Long> start(long generation) {
    return start(generation, MOST_TRIES);
  }

  private Mono<Long> start(long generation, int tries) {
    if (tries == 0) {
      return Mono.error(
          new IOException(
              "others started generations each of the %d times that this node tried to"
                  .formatted(MOST_TRIES)));
    }
    return Mono.defer(
        () -> {
          long asked = System.nanoTime();
          return blob.read()
              .flatMap(
                  held ->
                      held.number() >= generation
                          ? Mono.just(held)
                          : blob.replace(held, generation))
              .switchIfEmpty(Mono.defer(() -> blob.create(generation)))
              .map(held -> learn(held.number(), asked))
              .switchIfEmpty(Mono.defer(() -> start(generation, tries - 1)));
        });
  }

  /** Never goes back: what was lost from the service did not come into force again. */
  private synchronized long learn(long generation, long askedNanos) {
    boolean later = askedNanos - known.askedNanos() > 0;
    known =
        new Known(
            Math.max(known.generation(), generation), later ? askedNanos : known.askedNanos());
    return known.generation();
  }
}
