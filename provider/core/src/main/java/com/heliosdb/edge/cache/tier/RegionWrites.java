package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.Codecs;
import com.heliosdb.edge.cache.config.RegionSettings;
import com.heliosdb.edge.cache.config.RegionSettings.OnFailure;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.Version;
import com.heliosdb.edge.cache.stats.RegionCounters;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * What this node gives to the region. Thread-safe. A write is acknowledged when the region has it;
 * what it does not take is made up for later or fails, as {@code region.on-failure} says.
 */
final class RegionWrites {
  // Of the operations that the store may have under way.
  private static final int SHARE_OF_ONE_CALLER = 8;

  private final RegionStore store;
  private final RegionSettings settings;
  private final long node;
  private final String cacheName;
  private final Codecs codecs;
  private final TimeSource time;
  private final RegionCounters counters;
  private final RegionCalls calls;
  private final RegionFeed feed;
  private final BehindWrites behind;
  private final RegionGeneration generations;
  // Set by start(), before anything else is called.
  private @Nullable LocalCopies copies;
  private volatile boolean closed;

  RegionWrites(
      RegionStore store,
      RegionSettings settings,
      long node,
      String cacheName,
      Codecs codecs,
      TimeSource time,
      RegionCounters counters,
      RegionCalls calls,
      RegionFeed feed,
      BehindWrites behind,
      RegionGeneration generations) {
    this.store = store;
    this.settings = settings;
    this.node = node;
    this.cacheName = cacheName;
    this.codecs = codecs;
    this.time = time;
    this.counters = counters;
    this.calls = calls;
    this.feed = feed;
    this.behind = behind;
    this.generations = generations;
  }

  /** Makes up for what is behind with these copies, and drops those that were rejected. */
  void start(LocalCopies of) {
    copies = of;
  }

  private LocalCopies copies() {
    if (copies == null) {
      throw new IllegalStateException("not started");
    }
    return copies;
  }

  /** Gives the region nothing any more. */
  void close() {
    closed = true;
  }

  // ---------------------------------------------------------------- what is written now

  /** Begins to write; many are under way when one is waited for. */
  Writing begin(List<RegionWrite> writes) {
    return new Begun(writes);
  }

  /** Used by one thread at a time. */
  private final class Begun implements Writing {
    private final List<RegionWrite> writes;
    private final List<Sent> sent;
    // The first.
    private @Nullable CacheException failure;
    private boolean askedForGeneration;

    Begun(List<RegionWrite> writes) {
      this.writes = writes;
      sent = new ArrayList<>(writes.size());
      beginMore(0);
    }

    private void beginMore(int finished) {
      while (sent.size() < Math.min(writes.size(), finished + mostUnderWay())) {
        sent.add(send(writes.get(sent.size())));
      }
    }

    @Override
    public @Nullable CacheException await() {
      for (int i = 0; i < writes.size(); i++) {
        beginMore(i);
        Sent first = sent.get(i);
        // It found no room beside those that this caller has waited for by now, say.
        CacheException next = finish(isTurnedAway(first.stage) ? send(first.write) : first);
        failure = failure == null ? next : failure;
      }
      return failure;
    }

    private @Nullable CacheException finish(Sent first) {
      if (first.stage == null) {
        return withoutRegion(first.write);
      }
      try {
        RegionStore.Outcome outcome = calls.await("write", first.stage);
        if (outcome == RegionStore.Outcome.REJECTED
            && isOfAnotherGeneration(first)
            && !first.write.loaded()) {
          // It comes after the clear: nobody was told yet that it is done. What was loaded may have
          // been read from the origin before.
          Sent again = send(first.write);
          if (again.stage == null) {
            return withoutRegion(first.write);
          }
          outcome = calls.await("write", again.stage);
        }
        taken(first.write, outcome);
        return null;
      } catch (RegionFault e) {
        return failed(first.write, e);
      }
    }

    /** Asks at the first rejection: if it is for the generation, it is so for all of them. */
    private boolean isOfAnotherGeneration(Sent first) {
      if (!askedForGeneration) {
        askedForGeneration = true;
        generations.askAgain();
      }
      return generations.current() != first.generation;
    }

    private Sent send(RegionWrite write) {
      long generation = generations.current();
      return new Sent(write, generation, RegionWrites.this.begin(write, node, generation));
    }
  }

  /** A write under way; one without a stage is not, and the region is not told of it now. */
  private record Sent(
      RegionWrite write, long generation, @Nullable CompletionStage<RegionStore.Outcome> stage) {}

  private static boolean isTurnedAway(@Nullable CompletionStage<RegionStore.Outcome> stage) {
    if (stage == null || !stage.toCompletableFuture().isCompletedExceptionally()) {
      return false;
    }
    Throwable failure =
        stage.handle((outcome, thrown) -> thrown).toCompletableFuture().getNow(null);
    return failure != null && RegionFault.isForWantOfRoom(RegionFault.causeOf(failure));
  }

  /** How many operations one caller has under way at a time, so that others find room. */
  int mostUnderWay() {
    return Math.max(1, settings.concurrency() / SHARE_OF_ONE_CALLER);
  }

  /** Gives a write to the region; null if it is not to be told of it now. */
  @Nullable CompletionStage<RegionStore.Outcome> begin(
      RegionWrite write, long author, long generation) {
    if (closed
        || generations.isPending()
        || !write.key().isEncodable(codecs)
        || !generations.isHeard()) {
      return null;
    }
    return calls.begun(
        () ->
            store.putIfNewer(
                generation, write.key().inRegion(codecs), record(write, author, generation)));
  }

  /**
   * Notes what the region made of a write.
   *
   * @return whether it has it; if not, its generation may be another one
   */
  boolean taken(RegionWrite write, RegionStore.Outcome outcome) {
    boolean stored = outcome == RegionStore.Outcome.STORED;
    if (stored) {
      stored(write);
    } else {
      counters.rejections.increment();
      copies().drop(write.key(), write.version());
    }
    behind.done(write.key(), write.version());
    return stored;
  }

  private void stored(RegionWrite write) {
    counters.tier.puts.increment();
    DiskRecord record = write.record();
    counters.bytesWritten.add(record == null ? 0 : record.value.length);
    tell(write.key(), write.version());
  }

  /**
   * Tells other nodes that what is older than this version of a key is current no more.
   *
   * @return the number of the message; 0 if nobody can be told
   */
  long tell(KeyRef key, long version) {
    return feed.invalidate(key.encoded(codecs), new Version(version, node), generations.current());
  }

  /** A write that the region is not told of, because it is void there, or the cache ends. */
  private @Nullable CacheException withoutRegion(RegionWrite write) {
    counters.skipped.increment();
    if (!write.key().isEncodable(codecs)) {
      return null;
    }
    if (closed) {
      return closedMeanwhile();
    }
    if (settings.onFailure() == OnFailure.FAIL || !generations.isPendingNew()) {
      return failed(
          write,
          new RegionFault(
              generations.isPending()
                  ? "the region is being cleared"
                  : "the region has yet to say which generation is in force"));
    }
    behind.note();
    return null;
  }

  private @Nullable CacheException failed(RegionWrite write, RegionFault fault) {
    if (settings.onFailure() == OnFailure.FAIL) {
      copies().drop(write.key(), write.version());
      // What failed may have been done, a little late.
      tell(write.key(), write.version());
      return new CacheException(
          "The region did not take a write of cache '"
              + cacheName
              + "' ("
              + fault.getMessage()
              + "), and region.on-failure is fail: try again when the region works, or set"
              + " region.on-failure = drop-and-invalidate",
          fault);
    }
    switch (behind.add(write.key(), new Version(write.version(), node))) {
      case YES -> {}
      case TOO_MANY -> {
        // First: at no time may nothing be behind and nothing pending.
        generations.restart();
        behind.forget();
        behind.note();
      }
      case CLOSED -> {
        return closedMeanwhile();
      }
    }
    if (feed.connected()) {
      // Others need not wait until it is made up for: what they have is no longer current.
      tell(write.key(), write.version());
    }
    return null;
  }

  private CacheException closedMeanwhile() {
    return new CacheException(
        "Cache '" + cacheName + "' was closed while it wrote: the region may not have the entry");
  }

  // ---------------------------------------------------------------- what is made up for

  /** Whether all there may be of a write in the local tiers has been read by now. */
  boolean mayMakeUpFor(Version version) {
    // Of what an earlier process wrote the copy may be on the disk.
    return version.node() == node || !copies().areBeingRead();
  }

  /**
   * A write that the region lacks: the value if there is a copy, or else that older ones are gone.
   */
  RegionWrite lacking(KeyRef key, long version) {
    return new RegionWrite(key, version, copy(key, version), false);
  }

  private @Nullable DiskRecord copy(KeyRef key, long version) {
    try {
      return copies().copy(key, version);
    } catch (RuntimeException e) {
      // What cannot be encoded any more.
      return null;
    }
  }

  // ---------------------------------------------------------------- what is given

  private RegionRecord record(RegionWrite write, long author, long generation) {
    Version version = new Version(write.version(), author);
    DiskRecord record = write.record();
    if (record == null) {
      return RegionRecord.tombstone(version, remembered());
    }
    byte[] envelope =
        new Envelope(
                record.fixedTtl ? Envelope.FLAG_FIXED_TTL : 0,
                version,
                generation,
                0,
                record.createdMillis,
                record.deadline,
                0,
                record.createdMillis,
                0,
                List.of(),
                record.fingerprint,
                write.key().encoded(codecs),
                ByteBuffer.wrap(record.value))
            .toBytes();
    // An expired version says as long as a tombstone that older ones are gone.
    return new RegionRecord(version, Math.max(record.deadline, remembered()), envelope);
  }

  /** Until when the region remembers what is written now, at least. */
  private long remembered() {
    return time.millis() + settings.tombstoneTtl().toMillis();
  }
}
