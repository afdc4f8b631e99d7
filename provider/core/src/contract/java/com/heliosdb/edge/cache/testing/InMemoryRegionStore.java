package com.heliosdb.edge.cache.testing;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** One node's way to a cache in an {@link InMemoryRegion}. Thread-safe. */
final class InMemoryRegionStore implements RegionStore {
  private final InMemoryRegion.Space space;
  private final Executor executor;
  private final boolean broadcasts;
  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  InMemoryRegionStore(InMemoryRegion.Space space, Executor executor, boolean broadcasts) {
    this.space = space;
    this.executor = executor;
    this.broadcasts = broadcasts;
  }

  @Override
  public CompletionStage<Long> generation() {
    return run(space::generation);
  }

  @Override
  public CompletionStage<Long> startGeneration(long generation) {
    return run(() -> space.startGeneration(generation));
  }

  @Override
  public CompletionStage<RegionRecord> get(long generation, RegionKey key) {
    return run(() -> space.get(generation, key));
  }

  @Override
  public CompletionStage<Outcome> putIfNewer(long generation, RegionKey key, RegionRecord record) {
    return run(() -> space.putIfNewer(generation, key, record));
  }

  @Override
  public boolean broadcasts() {
    return broadcasts;
  }

  @Override
  public CompletionStage<Void> publish(byte[] message) {
    if (closed || !broadcasts) {
      return CompletableFuture.failedFuture(
          new IOException(closed ? "the region store is closed" : "the region does not broadcast"));
    }
    space.publish(message);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Closeable subscribe(Subscriber subscriber) throws IOException {
    refuseIfClosed();
    Subscription subscription = new Subscription(subscriber);
    if (broadcasts) {
      subscriptions.add(subscription);
      space.subscribe(subscription);
    }
    return subscription;
  }

  @Override
  public CompletionStage<Void> check() {
    return run(() -> null);
  }

  @Override
  public boolean linearizable() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
    subscriptions.forEach(Subscription::close);
  }

  private <T> CompletionStage<T> run(Supplier<T> operation) {
    CompletableFuture<T> result = new CompletableFuture<>();
    executor.execute(
        () -> {
          try {
            refuseIfClosed();
            result.complete(operation.get());
          } catch (IOException | RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private void refuseIfClosed() throws IOException {
    if (closed) {
      throw new IOException("the region store is closed");
    }
  }

  /** An identity of its own for each call, so that a subscriber may subscribe twice. */
  private final class Subscription implements Subscriber, Closeable {
    private final Subscriber subscriber;
    private volatile boolean ended;

    Subscription(Subscriber subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void received(byte[] message) {
      if (!ended) {
        subscriber.received(message);
      }
    }

    @Override
    public void interrupted() {
      if (!ended) {
        subscriber.interrupted();
      }
    }

    @Override
    public void close() {
      ended = true;
      space.unsubscribe(this);
      subscriptions.remove(this);
    }
  }
}
