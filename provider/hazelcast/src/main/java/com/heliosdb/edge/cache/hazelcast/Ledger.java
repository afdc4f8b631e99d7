package com.heliosdb.edge.cache.hazelcast;

import com.hazelcast.cache.ICache;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which generation of a cache is in force, and which older ones are still to be removed; kept in
 * the cluster, in one cache for the whole region. Thread-safe.
 *
 * <p>Stored form: eight bytes, big-endian, for each generation, the one in force first. Bytes of
 * another form count as none.
 */
final class Ledger {
  /**
   * What stands in it.
   *
   * @param inForce the greatest generation started, 0 if none was
   * @param doomed older ones whose records may still be there
   */
  record Entry(long inForce, List<Long> doomed) {
    private static final Entry NONE = new Entry(0, List.of());

    /** This one with another generation in force. */
    Entry started(long generation) {
      if (generation <= inForce) {
        return this;
      }
      List<Long> older = new ArrayList<>(doomed);
      older.add(inForce);
      return new Entry(generation, List.copyOf(older));
    }

    /** This one without generations that were removed. */
    Entry removed(List<Long> generations) {
      return new Entry(
          inForce, doomed.stream().filter(each -> !generations.contains(each)).toList());
    }

    byte[] toBytes() {
      ByteBuffer out = ByteBuffer.allocate(Long.BYTES * (1 + doomed.size()));
      out.putLong(inForce);
      doomed.forEach(out::putLong);
      return out.array();
    }

    static Entry parse(byte @Nullable [] bytes) {
      if (bytes == null || bytes.length == 0 || bytes.length % Long.BYTES != 0) {
        return NONE;
      }
      ByteBuffer in = ByteBuffer.wrap(bytes);
      long inForce = in.getLong();
      List<Long> doomed = new ArrayList<>();
      while (in.hasRemaining()) {
        doomed.add(in.getLong());
      }
      return new Entry(inForce, List.copyOf(doomed));
    }
  }

  private final HazelcastConnection connection;
  private final LazyCache entries;
  private final byte[] key;

  Ledger(HazelcastConnection connection, Names names, int backups) {
    this.connection = connection;
    entries =
        new LazyCache(connection, LazyCache.config(names.ledger(), backups, Integer.MAX_VALUE));
    key = names.cache().getBytes(StandardCharsets.UTF_8);
  }

  CompletableFuture<Entry> read() {
    return entries.use(cache -> connection.call(() -> cache.getAsync(key))).thenApply(Entry::parse);
  }

  /** Starts a generation, unless as great a one is in force; returns what stands there then. */
  CompletableFuture<Entry> start(long generation) {
    return change(entry -> entry.started(generation));
  }

  /** Notes that generations were removed. */
  CompletableFuture<Entry> remove(List<Long> generations) {
    return change(entry -> entry.removed(generations));
  }

  private CompletableFuture<Entry> change(UnaryOperator<Entry> change) {
    return entries.use(cache -> change(cache, change));
  }

  private CompletableFuture<Entry> change(
      ICache<byte[], byte[]> cache, UnaryOperator<Entry> change) {
    return connection
        .call(() -> cache.getAsync(key))
        .thenCompose(
            held -> {
              Entry before = Entry.parse(held);
              Entry after = change.apply(before);
              if (after.equals(before)) {
                return CompletableFuture.completedFuture(before);
              }
              byte[] bytes = after.toBytes();
              return connection
                  .call(
                      () ->
                          held == null
                              ? cache.putIfAbsentAsync(key, bytes)
                              : cache.replaceAsync(key, held, bytes))
                  .thenCompose(
                      done ->
                          done ? CompletableFuture.completedFuture(after) : change(cache, change));
            });
  }
}
