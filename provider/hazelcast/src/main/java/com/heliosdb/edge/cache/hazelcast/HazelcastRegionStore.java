package com.heliosdb.edge.cache.hazelcast;

import com.hazelcast.cache.HazelcastExpiryPolicy;
import com.hazelcast.cache.ICache;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A region in a Hazelcast cluster. Thread-safe; no operation blocks its caller.
 *
 * <p>A record lies under the 16 bytes of its key's hash, in its stored form, and is replaced by
 * compare-and-set on those bytes. Hazelcast's {@code ICache} is what offers that without blocking
 * and with the new expiry in the same step. Hazelcast forgets an expired record by its own clock;
 * the expiry in the record decides.
 *
 * <p>Not linearizable: after a split of the cluster both sides accept writes.
 */
final class HazelcastRegionStore implements RegionStore {
  /** Stands for ever, which the policies of Hazelcast cannot carry. */
  private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(365_000);

  private final HazelcastConnection connection;
  private final Generations generations;
  private final Broadcast broadcast;
  private final InstantSource clock;
  private final Seen seen = new Seen();
  private final AtomicBoolean closed = new AtomicBoolean();

  HazelcastRegionStore(
      HazelcastConnection connection,
      Generations generations,
      Broadcast broadcast,
      InstantSource clock) {
    this.connection = connection;
    this.generations = generations;
    this.broadcast = broadcast;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Long> generation() {
    return unlessClosed(generations::current);
  }

  @Override
  public CompletionStage<Long> startGeneration(long generation) {
    return unlessClosed(() -> generations.start(generation));
  }

  @Override
  @SuppressWarnings("NullAway") // Null is what there is where there is no record.
  public CompletionStage<RegionRecord> get(long generation, RegionKey key) {
    byte[] hash = hash(key);
    return unlessClosed(
        () ->
            generations
                .use(generation, null, records -> connection.call(() -> records.getAsync(hash)))
                .thenApply(bytes -> read(key, bytes)));
  }

  @Override
  public CompletionStage<Outcome> putIfNewer(long generation, RegionKey key, RegionRecord record) {
    return unlessClosed(
        () ->
            generations.use(
                generation, Outcome.REJECTED, records -> new Write(records, key, record).start()));
  }

  @Override
  public boolean broadcasts() {
    return true;
  }

  @Override
  public CompletionStage<Void> publish(byte[] message) {
    return unlessClosed(() -> broadcast.publish(message));
  }

  @Override
  public Closeable subscribe(Subscriber subscriber) throws IOException {
    if (closed.get()) {
      throw HazelcastConnection.closed();
    }
    return broadcast.subscribe(subscriber);
  }

  @Override
  public CompletionStage<Void> check() {
    return unlessClosed(generations::check);
  }

  @Override
  public boolean linearizable() {
    return false;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      broadcast.close();
      generations.close();
      connection.release();
    }
  }

  private <T> CompletableFuture<T> unlessClosed(Supplier<CompletableFuture<T>> operation) {
    return closed.get()
        ? CompletableFuture.failedFuture(HazelcastConnection.closed())
        : operation.get();
  }

  private static byte[] hash(RegionKey key) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(key.high()).putLong(key.low()).array();
  }

  private @Nullable RegionRecord read(RegionKey key, byte @Nullable [] bytes) {
    RegionRecord record = readable(bytes);
    if (record != null) {
      seen.add(key);
    }
    return record;
  }

  private @Nullable RegionRecord readable(byte @Nullable [] bytes) {
    RegionRecord record = RegionRecord.parse(bytes);
    return record == null || record.expiredAt(clock.millis()) ? null : record;
  }

  /** One write, by as many steps as others' writes of the same key make necessary. */
  private final class Write {
    private final ICache<byte[], byte[]> records;
    private final RegionKey key;
    private final byte[] hash;
    private final RegionRecord record;
    private final byte[] bytes;
    private final ExpiryPolicy expiry;

    /** Whether a compare-and-set failed, and so lengthened the life of what it found. */
    private boolean lengthened; // one step after the other

    Write(ICache<byte[], byte[]> records, RegionKey key, RegionRecord record) {
      this.records = records;
      this.key = key;
      hash = hash(key);
      this.record = record;
      bytes = record.toBytes();
      expiry = expiry(record);
    }

    CompletableFuture<Outcome> start() {
      return seen.maybe(key) ? compare() : insert();
    }

    private CompletableFuture<Outcome> insert() {
      return connection
          .call(() -> records.putIfAbsentAsync(hash, bytes, expiry))
          .thenCompose(done -> done ? stored() : compare());
    }

    private CompletableFuture<Outcome> compare() {
      return connection.call(() -> records.getAsync(hash)).thenCompose(this::replace);
    }

    private CompletableFuture<Outcome> replace(byte @Nullable [] bytesHeld) {
      if (bytesHeld == null) {
        return insert();
      }
      RegionRecord held = readable(bytesHeld);
      if (held != null && !record.isNewerThan(held)) {
        return lengthened ? leave(bytesHeld, held) : left(held);
      }
      return connection
          .call(() -> records.replaceAsync(hash, bytesHeld, bytes, expiry))
          .thenCompose(done -> done ? stored() : lost());
    }

    private CompletableFuture<Outcome> lost() {
      lengthened = true;
      return compare();
    }

    /** Writes what is there once more, with the time it has left; the outcome is known already. */
    private CompletableFuture<Outcome> leave(byte[] bytesHeld, RegionRecord held) {
      return connection
          .call(() -> records.replaceAsync(hash, bytesHeld, bytesHeld, expiry(held)))
          .handle((done, failure) -> failure != null || done)
          .thenCompose(settled -> settled ? left(held) : compare());
    }

    private CompletableFuture<Outcome> left(RegionRecord held) {
      return held.version().equals(record.version())
          ? stored()
          : CompletableFuture.completedFuture(Outcome.REJECTED);
    }

    private CompletableFuture<Outcome> stored() {
      seen.add(key);
      return CompletableFuture.completedFuture(Outcome.STORED);
    }
  }

  /**
   * When Hazelcast may forget a record: soon if it has expired, since it must be stored.
   *
   * <p>A compare-and-set that fails counts as an access, which must not shorten the life of what it
   * finds. That it changes nothing cannot be said: members read this class of Hazelcast's so, but
   * do not write it so when they pass a call on.
   */
  private ExpiryPolicy expiry(RegionRecord record) {
    long now = clock.millis();
    long left = record.expiredAt(now) ? 1 : Math.min(record.expiresMillis() - now, LONGEST_MILLIS);
    return new HazelcastExpiryPolicy(left, LONGEST_MILLIS, left);
  }
}
