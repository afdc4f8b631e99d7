package com.heliosdb.edge.cache.hazelcast;

import com.hazelcast.ringbuffer.OverflowPolicy;
import com.hazelcast.ringbuffer.ReadResultSet;
import com.hazelcast.ringbuffer.Ringbuffer;
import com.heliosdb.edge.cache.hazelcast.HazelcastConnection.Disturbance;
import com.heliosdb.edge.cache.spi.RegionStore.Subscriber;
import java.io.Closeable;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one cache through a ring buffer of the cluster. Thread-safe.
 *
 * <p>Each subscription reads on from where it stands by calls that the member answers as soon as
 * there is something. A sequence that is not the next one, a call that fails, a reconnect and a
 * change among the members (whose backups may lack the newest messages, so that sequences are used
 * twice) all count as an interruption: the subscription then stands anew, behind the last message.
 */
final class Broadcast {
  private static final int BATCH = 256;
  private static final long PAUSE_MILLIS = 200;

  private final HazelcastConnection connection;
  private final String name;

  /** Completes when all that was published before is on its way. Guarded by this. */
  private CompletableFuture<Ringbuffer<byte[]>> ring =
      CompletableFuture.failedFuture(new IllegalStateException("unused"));

  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

  Broadcast(HazelcastConnection connection, String name) {
    this.connection = connection;
    this.name = name;
  }

  /** Sends a message; one publisher's messages arrive in the order of the calls. */
  CompletableFuture<Void> publish(byte[] message) {
    CompletableFuture<Void> published = new CompletableFuture<>();
    synchronized (this) {
      // Each waits for the one before, since a future runs what waits for it in any order.
      ring = ring().whenComplete((to, failure) -> send(to, failure, message, published));
    }
    return published;
  }

  private void send(
      @Nullable Ringbuffer<byte[]> to,
      @Nullable Throwable failure,
      byte[] message,
      CompletableFuture<Void> published) {
    if (to == null) {
      published.completeExceptionally(failure);
      return;
    }
    var unused =
        connection
            .call(() -> to.addAsync(message, OverflowPolicy.OVERWRITE))
            .whenComplete((sequence, lost) -> Futures.settle(published, null, lost));
  }

  Closeable subscribe(Subscriber subscriber) {
    Subscription subscription = new Subscription(subscriber);
    subscriptions.add(subscription);
    connection.listen(subscription);
    subscription.stand();
    return subscription;
  }

  void close() {
    subscriptions.forEach(Subscription::close);
  }

  private synchronized CompletableFuture<Ringbuffer<byte[]>> ring() {
    if (ring.isCompletedExceptionally()) {
      ring = connection.ring(name);
    }
    return ring;
  }

  /** One reader of the ring buffer. */
  private final class Subscription implements Closeable, HazelcastConnection.Listener {
    private final Subscriber subscriber;

    /**
     * Which standing is the current one; calls of older ones are of no interest. Guarded by this.
     */
    private long standing;

    private boolean closed;

    Subscription(Subscriber subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void disturbed(Disturbance what) {
      stand();
    }

    /** Finds the end of the messages and goes on from there. */
    void stand() {
      stand(next());
    }

    private void stand(long mine) {
      var unused =
          ring()
              .thenCompose(from -> connection.end(from).thenAccept(end -> standAt(from, end, mine)))
              .exceptionally(failure -> again(mine));
    }

    private void standAt(Ringbuffer<byte[]> from, long end, long mine) {
      if (isCurrent(mine)) {
        subscriber.interrupted();
        read(from, end, mine);
      }
    }

    private void read(Ringbuffer<byte[]> from, long sequence, long mine) {
      var unused =
          connection
              .call(() -> from.readManyAsync(sequence, 1, BATCH, null))
              .thenAccept(messages -> deliver(from, messages, sequence, mine))
              .exceptionally(failure -> again(mine));
    }

    private void deliver(
        Ringbuffer<byte[]> from, ReadResultSet<byte[]> messages, long sequence, long mine) {
      if (!isCurrent(mine)) {
        return;
      }
      if (messages.getSequence(0) != sequence) {
        stand();
        return;
      }
      for (byte[] message : messages) {
        if (!isCurrent(mine)) {
          return;
        }
        subscriber.received(message);
      }
      read(from, messages.getNextSequenceToReadFrom(), mine);
    }

    @SuppressWarnings("NullAway") // A Void has no value.
    private Void again(long mine) {
      if (isCurrent(mine)) {
        connection.later(
            PAUSE_MILLIS,
            () -> {
              if (isCurrent(mine)) {
                stand();
              }
            });
      }
      return null;
    }

    private synchronized long next() {
      return ++standing;
    }

    private synchronized boolean isCurrent(long mine) {
      return !closed && standing == mine;
    }

    @Override
    public void close() {
      synchronized (this) {
        closed = true;
      }
      subscriptions.remove(this);
      connection.ignore(this);
    }
  }
}
