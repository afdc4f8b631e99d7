package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.Version;
import com.heliosdb.edge.cache.stats.RegionCounters;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this node tells the others of a cache, and what it hears of them. Thread-safe. Messages are
 * numbered by their publisher; a missing number, a publisher that gives no sign of life, and a
 * connection that was lost all mean the same: something may have been missed.
 *
 * <p>A node's own signs of life come back to it. As long as they do not, the channel is down, and
 * the silence of others says nothing about them. Silence is counted in signs of life of this node,
 * not in time: a node that itself stood still has missed nothing by that.
 *
 * <p>Doubt is about everything, so what several publishers give reason for is cast once. After an
 * interruption it is cast at once. What was missed of those whose messages are heard again might
 * have been sent since then, and lost: if anything was missed, it is cast once more, with the next
 * own sign of life.
 */
final class RegionFeed implements RegionStore.Subscriber {
  private static final int MOST_UNANSWERED = 3;

  private final RegionStore store;
  private final long node;
  private final ExecutorService worker;
  private final TimeSource time;
  private final RegionCounters counters;
  private final Listener listener;
  private final Map<Long, Publisher> publishers = new ConcurrentHashMap<>();
  // Numbers and sends in one go, so that messages leave in the order of their numbers.
  private final ReentrantLock publishing = new ReentrantLock();
  // Guarded by publishing.
  private long sequence;
  private final AtomicReference<@Nullable Awaited> awaited = new AtomicReference<>();
  private final AtomicBoolean overflowed = new AtomicBoolean();
  // Racy by design: the latest of several that are written at once is as good as any other.
  private volatile long echoNanos;
  // The number of the last message that came back. Racy by design, as above.
  private volatile long echoed;
  // Own signs of life since the last one that came back. Racy by design, as above.
  private volatile int unanswered;
  private volatile boolean connected = true;
  // Used by the worker only: whether doubt was cast since the last own sign of life; whether there
  // is reason to cast it again with the next one, and since when.
  private boolean cast;
  private boolean owed;
  private long owedSinceNanos;
  // Whether somebody was heard of for the first time, or again, since the last own sign of life.
  private boolean joined;
  private @Nullable Closeable subscription;

  /** Is told, by the worker, one thing at a time. */
  interface Listener {
    /** The generation another node knows. */
    void generation(long generation);

    /** Another node wrote this version of a key, in this generation. */
    void invalidated(byte[] encodedKey, long version, long generation);

    /**
     * Something may have been missed.
     *
     * @param forNanos for how long, before now
     */
    void doubt(long forNanos);

    /** Others can be told what they may not have heard. */
    void reachable();
  }

  /** What is to be done when a message of this node has come back. */
  private record Awaited(long sequence, Runnable task) {}

  /** Somebody who publishes. */
  private static final class Publisher {
    // Used by the worker only.
    long sequence;
    // Whether nothing was heard of it since an interruption.
    boolean interrupted;
    // Whether it will be silent from now on, with nothing untold.
    boolean left;
    volatile long heardNanos;
    // Own signs of life since then. Racy by design: one more or less is no matter.
    volatile int unanswered;
  }

  RegionFeed(
      RegionStore store,
      long node,
      ExecutorService worker,
      TimeSource time,
      RegionCounters counters,
      Listener listener) {
    this.store = store;
    this.node = node;
    this.worker = worker;
    this.time = time;
    this.counters = counters;
    this.listener = listener;
    echoNanos = time.nanos();
  }

  /** Listens from now on. */
  void open() throws IOException {
    if (store.broadcasts()) {
      subscription = store.subscribe(this);
    }
  }

  /** Whether other nodes are heard. */
  boolean connected() {
    return connected;
  }

  // ---------------------------------------------------------------- telling

  /**
   * Tells that what is older than a version is invalid.
   *
   * @return the number of the message, greater than 0; 0 if the store does not broadcast
   */
  long invalidate(byte[] encodedKey, Version version, long generation) {
    if (!store.broadcasts()) {
      return 0;
    }
    counters.invalidationsSent.increment();
    publishing.lock();
    try {
      sequence++;
      publish(RegionMessage.invalidation(version, encodedKey, sequence, generation));
      return sequence;
    } finally {
      publishing.unlock();
    }
  }

  /**
   * Has the worker do something once this message of this node, or a later one, has come back. In
   * place of what else it waits for.
   */
  void whenBack(long sequence, Runnable task) {
    awaited.set(new Awaited(sequence, task));
    goOn();
  }

  private void goOn() {
    Awaited next = awaited.get();
    if (next != null && next.sequence <= echoed && awaited.compareAndSet(next, null)) {
      submit(next.task);
    }
  }

  /** Gives a sign of life, and looks who gives none. Called by the worker. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // racy by design
  void beat(long generation) {
    if (!store.broadcasts()) {
      return;
    }
    boolean owes = owed;
    cast = false;
    if (overflowed.getAndSet(false)) {
      counters.invalidationsMissed.increment();
      owes = true;
    }
    if (owes) {
      doubt(0);
    }
    if (unanswered >= MOST_UNANSWERED) {
      connected = false;
    }
    if (connected) {
      lookForSilent();
    }
    if (joined && connected) {
      joined = false;
      listener.reachable();
    }
    unanswered++;
    tell(generation);
  }

  /** Tells which generation is in force, and that this node lives. */
  void tell(long generation) {
    if (store.broadcasts()) {
      publishing.lock();
      try {
        publish(RegionMessage.life(node, sequence, generation));
      } finally {
        publishing.unlock();
      }
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // racy by design
  private void lookForSilent() {
    long longest = -1;
    for (Map.Entry<Long, Publisher> each : List.copyOf(publishers.entrySet())) {
      Publisher publisher = each.getValue();
      if (publisher.unanswered > MOST_UNANSWERED) {
        publishers.remove(each.getKey());
        if (!publisher.left) {
          longest = Math.max(longest, time.nanos() - publisher.heardNanos);
        }
      }
      publisher.unanswered++;
    }
    if (longest >= 0) {
      // What they wrote last, nobody may have been told.
      doubt(longest);
    }
  }

  private void doubt(long forNanos) {
    long owedNanos = owed ? time.nanos() - owedSinceNanos : 0;
    owed = false;
    cast = true;
    listener.doubt(Math.max(forNanos, owedNanos));
  }

  /** The same, once more for all who give reason for it, with the next own sign of life. */
  private void doubtLater(long forNanos) {
    long since = time.nanos() - forNanos;
    owedSinceNanos = owed ? Math.min(owedSinceNanos, since) : since;
    owed = true;
  }

  private void farewell(long generation) {
    publishing.lock();
    try {
      publish(RegionMessage.farewell(node, sequence, generation));
    } finally {
      publishing.unlock();
    }
  }

  /** Best effort: the next message tells receivers that this one is missing. */
  private void publish(RegionMessage message) {
    try {
      store.publish(message.toBytes()).exceptionally(lost -> null);
    } catch (RuntimeException e) {
      counters.tier.faults.increment();
    }
  }

  // ---------------------------------------------------------------- hearing

  @Override
  public void received(byte[] bytes) {
    RegionMessage message = RegionMessage.parse(bytes);
    if (message == null) {
      counters.tier.faults.increment();
      return;
    }
    if (message.publisher() == node) {
      echo(message.sequence());
      return;
    }
    Publisher known = publishers.get(message.publisher());
    if (known != null) {
      known.heardNanos = time.nanos();
      known.unanswered = 0;
    }
    submit(() -> handle(message));
  }

  private void echo(long number) {
    echoed = Math.max(echoed, number);
    long now = time.nanos();
    long silence = now - echoNanos;
    echoNanos = now;
    unanswered = 0;
    if (!connected) {
      connected = true;
      submit(() -> startAnew(silence));
    }
    goOn();
  }

  @Override
  public void interrupted() {
    long silence = time.nanos() - echoNanos;
    submit(() -> startAnew(silence));
  }

  private void startAnew(long silenceNanos) {
    publishers.values().forEach(publisher -> publisher.interrupted = true);
    doubt(silenceNanos);
    listener.reachable();
  }

  private void submit(Runnable task) {
    try {
      worker.execute(task);
    } catch (RejectedExecutionException e) {
      // Too much at once, which is as good as lost; or the end, when it does not matter.
      overflowed.set(true);
    }
  }

  private void handle(RegionMessage message) {
    listener.generation(message.generation());
    if (message.kind() == RegionMessage.Kind.INVALIDATION) {
      counters.invalidationsReceived.increment();
      listener.invalidated(message.key(), message.clock(), message.generation());
    }
    Publisher publisher = publishers.get(message.publisher());
    long told = message.sequence();
    // Of somebody unknown, everything before was missed.
    long last = publisher == null ? 0 : publisher.sequence;
    long expected = message.kind() == RegionMessage.Kind.INVALIDATION ? last + 1 : last;
    if (told > expected) {
      if (publisher == null) {
        // Most of them were sent before there was anything here.
        unknown();
      } else {
        counters.invalidationsMissed.add(told - expected);
        missed(publisher);
      }
    }
    joined |= publisher == null || publisher.interrupted;
    if (publisher == null) {
      publisher = new Publisher();
      publisher.heardNanos = time.nanos();
      publishers.put(message.publisher(), publisher);
    }
    publisher.sequence = Math.max(last, told);
    publisher.interrupted = false;
    // Kept for a while all the same: who destroys its cache tells of a generation after that.
    publisher.left |= message.kind() == RegionMessage.Kind.FAREWELL;
  }

  private void missed(Publisher publisher) {
    long forNanos = time.nanos() - publisher.heardNanos;
    if (publisher.interrupted) {
      doubtLater(forNanos);
    } else {
      doubt(forNanos);
    }
  }

  private void unknown() {
    if (cast) {
      doubtLater(0);
    } else {
      doubt(0);
    }
  }

  /** Says farewell and listens no more. */
  void close(long generation) throws IOException {
    if (store.broadcasts()) {
      farewell(generation);
    }
    if (subscription != null) {
      subscription.close();
    }
  }
}
