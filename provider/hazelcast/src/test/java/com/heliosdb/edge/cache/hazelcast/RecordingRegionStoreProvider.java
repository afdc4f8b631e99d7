package com.heliosdb.edge.cache.hazelcast;

import com.heliosdb.edge.cache.hazelcast.History.Answer;
import com.heliosdb.edge.cache.hazelcast.History.Place;
import com.heliosdb.edge.cache.hazelcast.History.Sent;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import com.heliosdb.edge.cache.testing.FaultyRegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The region of an {@link EdgeNode}, as {@code region.store = recorded}: Hazelcast, but that some
 * invalidations get lost and some answers to reads are late, and that writes are recorded.
 */
public final class RecordingRegionStoreProvider implements RegionStoreProvider {
  static final String NAME = "recorded";

  /** Invalidations that were dropped on purpose in this JVM. */
  static final AtomicLong DROPPED = new AtomicLong();

  /** Names the removal that this thread does. */
  static final ThreadLocal<String> REMOVAL = ThreadLocal.withInitial(() -> History.NOTHING);

  private static final Pattern TOKEN = Pattern.compile("<[^<> ]+>");
  private static final long HELD_BACK_NANOS = 5_000_000;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration deadline() {
    return new HazelcastRegionStoreProvider().deadline();
  }

  @Override
  public RegionStore open(Context context) throws IOException {
    RegionStore store = new HazelcastRegionStoreProvider().open(context);
    double late = Double.parseDouble(System.getProperty("node.late"));
    if (late > 0) {
      FaultyRegionStore slow = new FaultyRegionStore(store);
      slow.planRandomly(Operation.GET, Fault.HANG_AFTERWARDS, late, EdgeNode.SEED);
      Thread releases =
          new Thread(
              () -> {
                while (true) {
                  LockSupport.parkNanos(HELD_BACK_NANOS);
                  slow.release();
                }
              },
              "late-answers");
      releases.setDaemon(true);
      releases.start();
      store = slow;
    }
    return new Recording(store, Double.parseDouble(System.getProperty("node.lose")));
  }

  /** The key as histories have it. */
  static String text(RegionKey key) {
    return "%s:%s:%s"
        .formatted(
            Long.toHexString(key.high()),
            Long.toHexString(key.low()),
            HexFormat.of().formatHex(key.encoded()));
  }

  /** The key that {@link #text} gave. */
  static RegionKey key(String text) {
    String[] parts = text.split(":", -1);
    return new RegionKey(
        Long.parseUnsignedLong(parts[0], 16),
        Long.parseUnsignedLong(parts[1], 16),
        HexFormat.of().parseHex(parts[2]));
  }

  private static String token(RegionRecord record) {
    if (record.isTombstone()) {
      return REMOVAL.get();
    }
    Matcher token = TOKEN.matcher(new String(record.value(), StandardCharsets.ISO_8859_1));
    return token.find() ? token.group() : History.NOTHING;
  }

  private static final class Recording implements RegionStore {
    // Where the kind of a message stands, and an invalidation's.
    private static final int KIND_AT = 5;
    private static final byte INVALIDATION = 1;

    private final RegionStore inner;
    private final double lost;

    Recording(RegionStore inner, double lost) {
      this.inner = inner;
      this.lost = lost;
    }

    @Override
    public CompletionStage<Long> generation() {
      return inner.generation();
    }

    @Override
    public CompletionStage<Long> startGeneration(long generation) {
      return inner.startGeneration(generation);
    }

    @Override
    public CompletionStage<RegionRecord> get(long generation, RegionKey key) {
      return inner.get(generation, key);
    }

    @Override
    public CompletionStage<Outcome> putIfNewer(
        long generation, RegionKey key, RegionRecord record) {
      String token = token(record);
      Place place = new Place(generation, record.version().clock());
      // The cache goes on at once when the stage is done: the line must stand before.
      return inner
          .putIfNewer(generation, key, record)
          .whenComplete(
              (outcome, failure) ->
                  EdgeNode.recorder().add(new Sent(answer(outcome), token, place, text(key))));
    }

    private static Answer answer(Outcome outcome) {
      return outcome == null ? Answer.FAILED : Answer.valueOf(outcome.name());
    }

    @Override
    public boolean broadcasts() {
      return true;
    }

    @Override
    public CompletionStage<Void> publish(byte[] message) {
      return inner.publish(message);
    }

    @Override
    public Closeable subscribe(Subscriber subscriber) throws IOException {
      Random random = new Random(EdgeNode.SEED);
      return inner.subscribe(
          new Subscriber() {
            @Override
            public void received(byte[] message) {
              if (message[KIND_AT] == INVALIDATION && random.nextDouble() < lost) {
                DROPPED.incrementAndGet();
              } else {
                subscriber.received(message);
              }
            }

            @Override
            public void interrupted() {
              subscriber.interrupted();
            }
          });
    }

    @Override
    public CompletionStage<Void> check() {
      return inner.check();
    }

    @Override
    public boolean linearizable() {
      return inner.linearizable();
    }

    @Override
    public void close() throws IOException {
      inner.close();
    }
  }
}
