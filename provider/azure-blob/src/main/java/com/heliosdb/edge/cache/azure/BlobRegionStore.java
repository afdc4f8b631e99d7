package com.heliosdb.edge.cache.azure;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * The records of one cache in Azure Blob Storage, a blob for each key. Thread-safe.
 *
 * <p>A read is one request, and one more beside it when the generation is to be asked for again. A
 * write of a key that this node read or wrote lately is one request, else up to three. What the
 * service holds is linearizable for each blob. Nothing is broadcast.
 */
final class BlobRegionStore implements RegionStore {
  private static final Logger LOG = LoggerFactory.getLogger(BlobRegionStore.class);

  private static final int PAGE = 1000;

  private final Connection connection;
  private final BlobNames names;
  private final Duration sweepInterval;
  private final RecordBlobs records;
  private final Generations generations;
  private final Sweeper sweeper;
  private final SweepTurn turn;
  private final Disposable.Swap sweeps = Disposables.swap();
  private final Disposable.Swap removal = Disposables.swap();
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean sweepFailed; // used by one sweep at a time

  /**
   * Opens the store; asks the service nothing.
   *
   * @param connection released at close
   * @param capacityBytes the bytes that records may take, besides tombstones
   * @param clock of this node, which may be wrong
   */
  BlobRegionStore(
      Connection connection,
      BlobNames names,
      long capacityBytes,
      AzureBlobOptions options,
      InstantSource clock) {
    this.connection = connection;
    this.names = names;
    sweepInterval = options.sweepInterval();
    Blobs blobs = new Blobs(connection.container());
    records = new RecordBlobs(blobs, clock);
    generations = new Generations(NumberBlob.generation(blobs, names), options.generationCheck());
    sweeper = new Sweeper(connection, blobs, names, capacityBytes, PAGE);
    turn = new SweepTurn(NumberBlob.sweep(blobs, names), options.sweepInterval(), clock);
  }

  /** Sweeps until closed, whenever no other node has for the interval. */
  void sweepFromTimeToTime() {
    sweeps.update(
        Mono.defer(
                () ->
                    Mono.delay(aboutAnInterval(), connection.timer())
                        .then(sweep())
                        .doOnSuccess(swept -> sweepFailed = false)
                        .onErrorResume(this::noSweep))
            .repeat()
            .subscribe());
  }

  /** Nodes that were started together do not all ask at once. */
  private Duration aboutAnInterval() {
    long millis = sweepInterval.toMillis();
    return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 2));
  }

  /** Sweeps if it is this node's turn; empty if it is not. */
  Mono<Sweeper.Swept> sweep() {
    return limited(turn.take())
        .flatMap(
            held ->
                limited(generations.ask())
                    .flatMap(inForce -> sweeper.sweep(inForce, limited(held.keep())))
                    .flatMap(swept -> limited(held.rest()).thenReturn(swept)))
        .doOnNext(
            swept ->
                LOG.debug(
                    "Swept {}: {} blobs with {} bytes, {} deleted",
                    names.base(),
                    swept.blobs(),
                    swept.bytes(),
                    swept.deleted()));
  }

  private Mono<Sweeper.Swept> noSweep(Throwable failure) {
    if (!sweepFailed) {
      sweepFailed = true;
      LOG.warn(
          "The sweep of {} failed and is tried again every {}; until it succeeds, expired entries"
              + " stay in the container: {}",
          names.base(),
          sweepInterval,
          described(failure).toString());
    }
    return Mono.empty();
  }

  @Override
  public CompletionStage<Long> generation() {
    return run(generations::ask);
  }

  @Override
  public CompletionStage<Long> startGeneration(long generation) {
    return run(() -> generations.start(generation).doOnNext(this::removeOlder));
  }

  /** Takes over from the removal before, which had less to remove. */
  private void removeOlder(long generation) {
    removal.update(
        sweeper
            .removeOlder(generation)
            .subscribe(
                removed -> LOG.debug("Removed {} blobs of older generations", removed.deleted()),
                failure ->
                    LOG.debug(
                        "Older generations are left to the next sweep: {}",
                        described(failure).toString())));
  }

  @Override
  public CompletionStage<RegionRecord> get(long generation, RegionKey key) {
    return run(
        () -> {
          Mono<RegionRecord> record = records.get(names.record(generation, key));
          if (generations.isBelieved(generation)) {
            return generations
                .inForce(generation)
                .flatMap(inForce -> inForce == generation ? record : Mono.empty());
          }
          return Mono.zip(
                  record.map(Optional::of).defaultIfEmpty(Optional.empty()), generations.ask())
              .flatMap(
                  both ->
                      both.getT2() == generation ? Mono.justOrEmpty(both.getT1()) : Mono.empty());
        });
  }

  @Override
  public CompletionStage<Outcome> putIfNewer(long generation, RegionKey key, RegionRecord record) {
    return run(
        () ->
            generations
                .inForce(generation)
                .flatMap(
                    inForce ->
                        inForce == generation
                            ? records.putIfNewer(names.record(generation, key), record)
                            : Mono.just(Outcome.REJECTED)));
  }

  @Override
  public boolean broadcasts() {
    return false;
  }

  @Override
  public CompletionStage<Void> publish(byte[] message) {
    return CompletableFuture.failedFuture(new IOException("Azure Blob does not broadcast"));
  }

  /** Nothing will ever be received. */
  @Override
  public Closeable subscribe(Subscriber subscriber) throws IOException {
    if (closed.get()) {
      throw closed();
    }
    return () -> {};
  }

  @Override
  public CompletionStage<Void> check() {
    return run(() -> generations.ask().then());
  }

  /** As long as the account is not failed over to its other region. */
  @Override
  public boolean linearizable() {
    return true;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      sweeps.dispose();
      removal.dispose();
      connection.release();
    }
  }

  private <T> CompletionStage<T> run(Supplier<Mono<T>> operation) {
    if (closed.get()) {
      return CompletableFuture.failedFuture(closed());
    }
    return limited(Mono.defer(operation)).onErrorMap(this::described).toFuture();
  }

  private <T> Mono<T> limited(Mono<T> operation) {
    return operation.timeout(connection.requestTimeout(), connection.timer());
  }

  private Throwable described(Throwable failure) {
    return Failures.of(failure, connection.requestTimeout());
  }

  private static IOException closed() {
    return new IOException("the region store is closed");
  }
}
