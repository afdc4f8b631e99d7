package com.heliosdb.edge.cache.azure;

import com.heliosdb.edge.cache.azure.Blobs.Content;
import com.heliosdb.edge.cache.azure.KnownTags.Known;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Records in blobs, one each, in their stored form. A write is conditional on the tag of what it
 * replaces, so the service itself keeps an older one from taking the place of a newer one.
 * Thread-safe.
 *
 * <p>Whether a record has expired is judged by the time that the service says with it: by a clock
 * that is behind it would still be read here, and by one that is ahead a tombstone would let older
 * writes in.
 *
 * <p>In the metadata stand {@code expires}, milliseconds since the epoch or {@code never}, {@code
 * kind}, {@code value} or {@code tombstone}, and {@code version}, for who lists blobs; the record
 * itself is what counts.
 */
final class RecordBlobs {
  static final String EXPIRES = "expires";
  static final String NEVER = "never";
  static final String KIND = "kind";
  static final String TOMBSTONE = "tombstone";
  private static final String VALUE = "value";
  private static final String VERSION = "version";

  private static final long LAST_OF_SECOND = 999;

  /** Each lost try is another writer's success, so only a heap of writers gets here. */
  private static final int MOST_TRIES = 32;

  private final Blobs blobs;
  private final InstantSource clock;
  private final KnownTags tags = new KnownTags();

  RecordBlobs(Blobs blobs, InstantSource clock) {
    this.blobs = blobs;
    this.clock = clock;
  }

  /** A record that can be read and has not expired; empty if there is none. */
  Mono<RegionRecord> get(String name) {
    return blobs
        .read(name)
        .mapNotNull(
            content -> {
              RegionRecord record = readable(content);
              if (record != null) {
                tags.learn(name, content.etag(), record);
              }
              return record;
            });
  }

  /** Writes a record unless as new or newer a one is there. */
  Mono<Outcome> putIfNewer(String name, RegionRecord record) {
    Write write = new Write(name, record);
    Known known = tags.of(name);
    if (known == null) {
      return write.create(MOST_TRIES);
    }
    return known.givesWayTo(record)
        ? write.replace(known.etag(), MOST_TRIES)
        : write.compare(MOST_TRIES);
  }

  private @Nullable RegionRecord readable(Content content) {
    RegionRecord record = RegionRecord.parse(content.bytes());
    return record == null || hasExpired(record, content) ? null : record;
  }

  /** The time of the answer is parsed only where something depends on it. */
  private boolean hasExpired(RegionRecord record, Content content) {
    return record.expiresMillis() != RegionRecord.NEVER && record.expiredAt(nowMillis(content));
  }

  /** By the clock here, unless that is not within the second that the service says. */
  private long nowMillis(Content content) {
    long first = content.servedMillis();
    return Math.max(first, Math.min(first + LAST_OF_SECOND, clock.millis()));
  }

  /** One record on its way. */
  private final class Write {
    private final String name;
    private final RegionRecord record;
    private final byte[] bytes;
    private final Map<String, String> metadata;

    Write(String name, RegionRecord record) {
      this.name = name;
      this.record = record;
      bytes = record.toBytes();
      metadata =
          Map.of(
              EXPIRES,
              record.expiresMillis() == RegionRecord.NEVER
                  ? NEVER
                  : Long.toString(record.expiresMillis()),
              KIND,
              record.isTombstone() ? TOMBSTONE : VALUE,
              VERSION,
              HexFormat.of().toHexDigits(record.version().clock())
                  + "-"
                  + HexFormat.of().toHexDigits(record.version().node()));
    }

    Mono<Outcome> create(int tries) {
      return stored(blobs.create(name, bytes, metadata), tries);
    }

    Mono<Outcome> replace(String etag, int tries) {
      return stored(blobs.replace(name, etag, bytes, metadata), tries);
    }

    private Mono<Outcome> stored(Mono<String> written, int tries) {
      return written
          .map(
              etag -> {
                tags.learn(name, etag, record);
                return Outcome.STORED;
              })
          .switchIfEmpty(Mono.defer(() -> compare(tries - 1)));
    }

    /** Looks at what is there, and tries again if that is older. */
    Mono<Outcome> compare(int tries) {
      tags.forget(name);
      if (tries <= 0) {
        return Mono.error(
            new IOException(
                "others wrote %s each of the %d times that this node tried to"
                    .formatted(name, MOST_TRIES)));
      }
      return blobs
          .readHead(name, RegionRecord.OVERHEAD)
          .flatMap(content -> decide(content, tries))
          .switchIfEmpty(Mono.defer(() -> create(tries)));
    }

    private Mono<Outcome> decide(Content content, int tries) {
      // The head of a record reads as one without its value.
      RegionRecord held = readable(content);
      if (held == null || record.isNewerThan(held)) {
        return replace(content.etag(), tries);
      }
      tags.learn(name, content.etag(), held);
      return Mono.just(held.version().equals(record.version()) ? Outcome.STORED : Outcome.REJECTED);
    }
  }
}
