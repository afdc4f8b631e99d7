package com.heliosdb.edge.cache.azure;

import com.azure.core.http.rest.PagedResponse;
import com.azure.storage.blob.models.BlobItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removes what nobody will read again: records of older generations, records that have expired, and
 * the oldest values beyond the capacity. Thread-safe.
 *
 * <p>A blob is deleted only if it still has the content that was listed, so what was written since
 * stays. Tombstones go when they expire, not for lack of room. A sweep lists all blobs of the cache
 * once, and once more if there are too many; it holds a page of the list at a time.
 *
 * <p>What time it is says the service, with each page: a node whose clock is wrong would delete for
 * all nodes what has not expired.
 */
final class Sweeper {
  private static final int DELETES_AT_A_TIME = 8;

  /** Beyond the capacity, a tenth of it is freed, so that not every sweep has to. */
  private static final int FREED = 10;

  /** Writers' clocks differ by less; a tombstone that goes too early lets an older write in. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  /** What a sweep found and did. */
  record Swept(long blobs, long bytes, long deleted) {}

  private final Blobs blobs;
  private final BlobNames names;
  private final long capacityBytes;
  private final int pageSize;
  private final Connection connection;

  /**
   * A sweeper that does nothing by itself.
   *
   * @param pageSize how many blobs are listed by one request, at most 5000
   */
  Sweeper(Connection connection, Blobs blobs, BlobNames names, long capacityBytes, int pageSize) {
    this.connection = connection;
    this.blobs = blobs;
    this.names = names;
    this.capacityBytes = capacityBytes;
    this.pageSize = pageSize;
  }

  /**
   * Removes all of it.
   *
   * @param inForce the generation in force, or one that was
   * @param keepOn done before each page; an error ends the sweep
   */
  Mono<Swept> sweep(long inForce, Mono<Void> keepOn) {
    return Mono.defer(
        () -> {
          Pass first = new Pass(keepOn);
          Ages ages = new Ages();
          return first
              .run(item -> isOver(item, inForce, first.nowMillis) || !counted(item, first, ages))
              .then(Mono.defer(() -> makeRoom(first, ages, keepOn)));
        });
  }

  /** Removes the records of generations before this one, without claim or count. */
  Mono<Swept> removeOlder(long generation) {
    return Mono.defer(
        () -> {
          Pass pass = new Pass(Mono.empty());
          return pass.run(item -> isBefore(item, generation)).then(Mono.fromSupplier(pass::swept));
        });
  }

  private boolean isOver(BlobItem item, long inForce, long nowMillis) {
    return isBefore(item, inForce) || expiresMillis(item) <= nowMillis - GRACE.toMillis();
  }

  private boolean isBefore(BlobItem item, long generation) {
    return names.generationOf(item.getName()).orElseThrow() < generation;
  }

  /** Counts a record that stays; always true. */
  private boolean counted(BlobItem item, Pass pass, Ages ages) {
    long size = item.getProperties().getContentLength();
    pass.bytes += size;
    if (!isTombstone(item)) {
      ages.add(ageSeconds(item, pass.startMillis), size);
    }
    return true;
  }

  private Mono<Swept> makeRoom(Pass first, Ages ages, Mono<Void> keepOn) {
    if (first.bytes <= capacityBytes) {
      return Mono.just(first.swept());
    }
    Ages.Cut cut = ages.oldest(first.bytes - (capacityBytes - capacityBytes / FREED));
    Pass second = new Pass(keepOn);
    return second
        .run(
            item ->
                !isTombstone(item)
                    && cut.takes(
                        ageSeconds(item, first.startMillis),
                        item.getProperties().getContentLength()))
        .then(
            Mono.fromSupplier(
                () -> new Swept(first.seen, first.bytes, first.deleted + second.deleted)));
  }

  private static boolean isTombstone(BlobItem item) {
    return RecordBlobs.TOMBSTONE.equals(metadata(item, RecordBlobs.KIND));
  }

  /** A record without a readable time expires never. */
  private static long expiresMillis(BlobItem item) {
    String expires = metadata(item, RecordBlobs.EXPIRES);
    try {
      return expires == null || expires.equals(RecordBlobs.NEVER)
          ? Long.MAX_VALUE
          : Long.parseLong(expires);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static @Nullable String metadata(BlobItem item, String key) {
    Map<String, String> metadata = item.getMetadata();
    return metadata == null ? null : metadata.get(key);
  }

  private static long ageSeconds(BlobItem item, long nowMillis) {
    return (nowMillis - item.getProperties().getLastModified().toInstant().toEpochMilli())
        / Duration.ofSeconds(1).toMillis();
  }

  private <T> Mono<T> limited(Mono<T> request) {
    return request.timeout(connection.requestTimeout(), connection.timer());
  }

  /** One walk through the list. For one thread at a time. */
  private final class Pass {
    private final Mono<Void> keepOn;
    private long nowMillis;
    private long startMillis;
    private @Nullable String token;
    private boolean ended;
    private long seen;
    private long bytes;
    private long deleted;

    Pass(Mono<Void> keepOn) {
      this.keepOn = keepOn;
    }

    /** Deletes the records that a test says are to go. */
    Mono<Void> run(Predicate<BlobItem> goes) {
      return keepOn
          .then(limited(Mono.defer(() -> blobs.list(names.base(), pageSize, token))))
          .switchIfEmpty(Mono.fromRunnable(() -> ended = true))
          .flatMap(page -> handle(page, goes))
          .repeat(() -> !ended)
          .then();
    }

    private Mono<Void> handle(PagedResponse<BlobItem> page, Predicate<BlobItem> goes) {
      nowMillis = Blobs.servedMillis(page.getHeaders());
      startMillis = startMillis == 0 ? nowMillis : startMillis;
      token = page.getContinuationToken();
      ended = token == null || token.isEmpty();
      List<BlobItem> going = new ArrayList<>();
      for (BlobItem item : page.getValue()) {
        OptionalLong generation = names.generationOf(item.getName());
        if (generation.isPresent()) {
          seen++;
          if (goes.test(item)) {
            going.add(item);
          }
        }
      }
      return Flux.fromIterable(going)
          .flatMap(
              item -> limited(blobs.delete(item.getName(), item.getProperties().getETag())),
              DELETES_AT_A_TIME)
          .doOnNext(done -> deleted += done ? 1 : 0)
          .then();
    }

    Swept swept() {
      return new Swept(seen, bytes, deleted);
    }
  }
}
