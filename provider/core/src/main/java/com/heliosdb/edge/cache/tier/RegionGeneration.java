package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.spi.RegionStore;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which generation of the cache is in force in the region, and which one this node wants to be.
 * Thread-safe.
 *
 * <p>What the region holds of another generation is void. So is, on each node, what was there when
 * it heard of the generation: everything older than a version of that moment, the horizon. Versions
 * alone would not do, since the clock of the node that clears may be behind. For the same reason a
 * greater generation of another node does not fulfil the wish of this one: it may have begun
 * before.
 */
final class RegionGeneration {
  private static final Logger LOG = LoggerFactory.getLogger(RegionGeneration.class);

  /** Each lost try is a generation that another node began, or several of which came late. */
  private static final int MOST_TRIES = 8;

  private final RegionStore store;
  private final RegionCalls calls;
  private final RegionMemory memory;
  private final VersionClock versions;
  private final TimeSource time;
  private final VersionFloor floor;
  private final LongConsumer began;
  private final ReentrantLock lock = new ReentrantLock();
  // All are changed under the lock.
  private volatile long current;
  private volatile long pending;
  private volatile long horizon;
  // Whether it is known which one was in force at some time, be it none.
  private volatile boolean heard;
  // The doubts there had been when the region was last asked; 0 = it never answered.
  private volatile long askedAt;
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> asking =
      new AtomicReference<>();

  /**
   * Starts with what was known last.
   *
   * @param began is told the horizon of a generation that came into force
   */
  RegionGeneration(
      RegionStore store,
      RegionCalls calls,
      RegionMemory memory,
      VersionClock versions,
      TimeSource time,
      VersionFloor floor,
      LongConsumer began) {
    this.store = store;
    this.calls = calls;
    this.memory = memory;
    this.versions = versions;
    this.time = time;
    this.floor = floor;
    this.began = began;
    current = memory.generation();
    horizon = memory.horizon();
    heard = memory.hasHeard();
    versions.observe(Math.max(current, horizon));
  }

  /** The one last known to be in force. */
  long current() {
    return current;
  }

  /** Whether this node wants another one, which the region has not begun yet. */
  boolean isPending() {
    return pending != 0;
  }

  /** Whether that is newer than the one in force, so that what the region holds will be void. */
  boolean isPendingNew() {
    return pending > current;
  }

  /** The one that is in force or wanted. */
  long latest() {
    return Math.max(current, pending);
  }

  /** What is older than this is void here. */
  long horizon() {
    return Math.max(horizon, pending);
  }

  /** Whether it is known which one is in force, be it not the latest; if not, asks. */
  boolean isHeard() {
    if (!heard) {
      askAgain();
    }
    return heard;
  }

  /** Later versions of this node are newer. */
  void observe(long version) {
    versions.observe(version);
  }

  /**
   * Whether {@link #current} is in force, as far as anybody can know. Asks the region where
   * something may have been missed since it was last asked.
   *
   * @param doubts how often that was so
   */
  boolean inForce(long doubts) {
    return pending == 0 && (askedAt == doubts || ask(doubts));
  }

  /** Asks the region, since a write was rejected: maybe for its generation. */
  void askAgain() {
    ask(askedAt);
  }

  private boolean ask(long doubts) {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> theirs = asking.compareAndExchange(null, mine);
    if (theirs != null) {
      return calls.share(theirs, false) && askedAt >= doubts && pending == 0;
    }
    boolean known = false;
    long before = current;
    try {
      learn(calls.await("look at the generation", calls.begun(store::generation)), before);
      askedAt = doubts;
      known = pending == 0;
    } catch (RegionFault e) {
      known = false;
    } finally {
      asking.set(null);
      mine.complete(known);
    }
    return known;
  }

  /** Notes what is in force, as another node tells. */
  void learn(long found) {
    learn(found, 0);
  }

  /**
   * Notes what is in force.
   *
   * @param known what was in force when the region was asked, for all that was known
   */
  private void learn(long found, long known) {
    boolean moved = false;
    long before = 0;
    lock.lock();
    try {
      if (found < known) {
        // The region has lost its memory; what it holds must not be taken for older than it is.
        pending = Math.max(pending, current);
        return;
      }
      versions.observe(found);
      if (found > current) {
        moved = true;
        if (found == pending || !heard) {
          // Before it heard of any this node wrote as one that knows it, but for the clock.
          before = found;
        } else {
          before = versions.next(time.millis());
          floor.reset();
        }
        if (isPendingNew() && found > pending) {
          // Another node's, and maybe older than the wish of this one, whose clock is behind.
          pending = versions.next(time.millis());
        }
        horizon = Math.max(horizon, before);
        current = found;
      }
      if (moved || !heard) {
        heard = true;
        remember(current, horizon);
      }
      if (found >= pending) {
        pending = 0;
      }
    } finally {
      lock.unlock();
    }
    if (moved) {
      began.accept(before);
    }
  }

  private void remember(long generation, long before) {
    try {
      memory.generation(generation, before);
    } catch (IOException e) {
      // Then a restart asks the region before it trusts the disk, as it does anyway.
      LOG.debug("Generation {} could not be noted", generation, e);
    }
  }

  /** Wants this generation to begin; nothing is read from the region before it has. */
  void begin(long generation) {
    lock.lock();
    try {
      pending = Math.max(pending, generation);
      floor.reset();
    } finally {
      lock.unlock();
    }
  }

  /** Wants a new generation, because nobody knows what the region lacks. */
  void restart() {
    begin(versions.next(time.millis()));
  }

  /** Has the region begin what is wanted, and waits for it. */
  void start() throws RegionFault {
    for (int tries = 0; pending != 0; tries++) {
      if (tries == MOST_TRIES) {
        throw new RegionFault(
            "others began a generation each of the %d times that this node tried to"
                .formatted(MOST_TRIES));
      }
      long wanted = pending;
      long before = current;
      long inForce = calls.await("clear", calls.begun(() -> store.startGeneration(wanted)));
      learn(inForce, before);
      if (inForce <= wanted) {
        return;
      }
    }
  }
}
