package com.heliosdb.edge.cache.azure;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What tests of a store say often. */
final class Stores {
  private static final long PATIENCE_SECONDS = 60;

  private Stores() {}

  /** A clock that a test moves. */
  static final class Clock implements InstantSource {
    private final AtomicLong millis = new AtomicLong(System.currentTimeMillis());

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis.get());
    }

    void move(long more) {
      millis.addAndGet(more);
    }
  }

  static RegionKey key(int number) {
    return new RegionKey(number, -number, ("key " + number).getBytes(StandardCharsets.UTF_8));
  }

  static RegionRecord value(long clock, int bytes) {
    return expiring(clock, bytes, RegionRecord.NEVER);
  }

  static RegionRecord expiring(long clock, int bytes, long expiresMillis) {
    return new RegionRecord(new Version(clock, 1), expiresMillis, new byte[bytes]);
  }

  static RegionRecord tombstone(long clock, long expiresMillis) {
    return RegionRecord.tombstone(new Version(clock, 1), expiresMillis);
  }

  /** The result of an operation, or the exception that it failed with. */
  static <T> T done(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }
}
