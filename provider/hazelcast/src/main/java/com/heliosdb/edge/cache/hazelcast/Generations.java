package com.heliosdb.edge.cache.hazelcast;

import com.hazelcast.cache.ICache;
import com.heliosdb.edge.cache.hazelcast.HazelcastConnection.Disturbance;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The records of one cache: a Hazelcast cache for each generation, of which one is in force.
 * Thread-safe.
 *
 * <p>A generation ends by destroying its cache, which costs the operations on records nothing: a
 * node that has not heard of the new one finds the old one gone, looks into the {@link Ledger} and
 * from then on has nothing to read or write. A cluster that was restarted has forgotten which
 * generation was in force; whoever remembers a greater one starts it again.
 */
final class Generations implements HazelcastConnection.Listener {
  /** Records as they were opened once: another opening of the same is another. */
  private static final class Opened {
    final long generation;
    final ICache<byte[], byte[]> records;

    Opened(long generation, ICache<byte[], byte[]> records) {
      this.generation = generation;
      this.records = records;
    }
  }

  private final HazelcastConnection connection;
  private final Names names;
  private final int backups;
  private final int maxEntries;
  private final Ledger ledger;

  /** The greatest generation known to have been started. */
  private final AtomicLong known = new AtomicLong();

  private final ConcurrentMap<Long, CompletableFuture<@Nullable ICache<byte[], byte[]>>> opening =
      new ConcurrentHashMap<>();

  /** What operations use without asking; null = to be looked up. */
  private volatile @Nullable Opened inForce;

  Generations(HazelcastConnection connection, Names names, int backups, int maxEntries) {
    this.connection = connection;
    this.names = names;
    this.backups = backups;
    this.maxEntries = maxEntries;
    ledger = new Ledger(connection, names, backups);
    connection.listen(this);
  }

  @Override
  public void disturbed(Disturbance what) {
    if (what == Disturbance.RECONNECTED) {
      inForce = null;
    }
  }

  void close() {
    connection.ignore(this);
  }

  /** The generation in force. */
  CompletableFuture<Long> current() {
    return ledger
        .read()
        .thenCompose(
            entry -> {
              if (entry.inForce() < known.get()) {
                return start(known.get());
              }
              if (!entry.doomed().isEmpty()) {
                var unused = finish(entry);
              }
              return CompletableFuture.completedFuture(learn(entry.inForce()));
            });
  }

  /** Starts a generation and removes the older ones; returns the one in force then. */
  CompletableFuture<Long> start(long generation) {
    return ledger.start(generation).thenCompose(this::finish).thenApply(this::learn);
  }

  /** Whether the cluster answers. */
  CompletableFuture<Void> check() {
    return ledger.read().thenApply(entry -> null);
  }

  /**
   * Does something with the records of a generation.
   *
   * @param otherwise the result if this generation is not in force
   */
  <T> CompletableFuture<T> use(
      long generation,
      T otherwise,
      Function<ICache<byte[], byte[]>, CompletableFuture<T>> operation) {
    Opened opened = inForce;
    if (opened == null || opened.generation != generation) {
      return openAndUse(generation, otherwise, operation);
    }
    return operation
        .apply(opened.records)
        .exceptionallyCompose(
            failure -> {
              if (!LazyCache.isGone(failure)) {
                return CompletableFuture.failedFuture(Futures.cause(failure));
              }
              forget(opened);
              return openAndUse(generation, otherwise, operation);
            });
  }

  private <T> CompletableFuture<T> openAndUse(
      long generation,
      T otherwise,
      Function<ICache<byte[], byte[]>, CompletableFuture<T>> operation) {
    return open(generation)
        .thenCompose(
            records ->
                records == null
                    ? CompletableFuture.completedFuture(otherwise)
                    : operation.apply(records));
  }

  /** The records of a generation; null if it is not in force. Asked for once at a time. */
  private CompletableFuture<@Nullable ICache<byte[], byte[]>> open(long generation) {
    CompletableFuture<@Nullable ICache<byte[], byte[]>> mine = new CompletableFuture<>();
    CompletableFuture<@Nullable ICache<byte[], byte[]>> running =
        opening.putIfAbsent(generation, mine);
    if (running != null) {
      return running;
    }
    var unused =
        openIfInForce(generation)
            .whenComplete(
                (records, failure) -> {
                  if (records != null) {
                    inForce = new Opened(generation, records);
                  }
                  opening.remove(generation, mine);
                  Futures.settle(mine, records, failure);
                });
    return mine;
  }

  private CompletableFuture<@Nullable ICache<byte[], byte[]>> openIfInForce(long generation) {
    return isInForce(generation)
        .thenCompose(
            before ->
                before
                    ? connection
                        .cache(LazyCache.config(names.records(generation), backups, maxEntries))
                        .thenCompose(made -> keep(generation, made))
                    : CompletableFuture.completedFuture(null));
  }

  /** Whoever ended the generation while its cache was made may not have found the cache. */
  private CompletableFuture<@Nullable ICache<byte[], byte[]>> keep(
      long generation, ICache<byte[], byte[]> made) {
    return isInForce(generation)
        .thenCompose(
            still ->
                still
                    ? CompletableFuture.completedFuture(made)
                    : connection.destroy(names.records(generation)).thenApply(gone -> null));
  }

  private CompletableFuture<Boolean> isInForce(long generation) {
    return ledger
        .read()
        .thenCompose(
            entry ->
                entry.inForce() < generation && generation <= known.get()
                    ? start(generation)
                    : CompletableFuture.completedFuture(entry.inForce()))
        .thenApply(now -> now == generation);
  }

  /** The client would make a cache it still knows anew when it connects the next time. */
  private void forget(Opened opened) {
    if (inForce == opened) {
      inForce = null;
    }
    var unused =
        ledger
            .read()
            .thenCompose(
                entry ->
                    entry.inForce() > opened.generation
                        ? connection.destroy(names.records(opened.generation))
                        : CompletableFuture.completedFuture(null));
  }

  /** Removes what an entry says is still to be removed; returns the generation in force. */
  private CompletableFuture<Long> finish(Ledger.Entry entry) {
    List<Long> doomed = entry.doomed();
    if (doomed.isEmpty()) {
      return CompletableFuture.completedFuture(entry.inForce());
    }
    CompletableFuture<?>[] removals =
        doomed.stream()
            .map(generation -> connection.destroy(names.records(generation)))
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(removals)
        .thenCompose(gone -> ledger.remove(doomed))
        .thenApply(Ledger.Entry::inForce);
  }

  private long learn(long generation) {
    return known.accumulateAndGet(generation, Math::max);
  }
}
