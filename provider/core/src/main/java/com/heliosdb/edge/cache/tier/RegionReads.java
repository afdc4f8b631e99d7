package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.Codecs;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.stats.RegionCounters;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a region store, and what its answers are good for. Thread-safe. At most one
 * question of a key is under way; callers with one key share its answer. A fault is an answer like
 * any other.
 */
final class RegionReads {
  private static final Question AWAY = Question.unasked(RegionAnswer.AWAY);
  private static final Question UNSAID = Question.unasked(RegionAnswer.UNSAID);

  private final RegionStore store;
  private final RegionCalls calls;
  private final Codecs codecs;
  private final VersionFloor floor;
  private final RegionGeneration generations;
  private final BehindWrites behind;
  private final TimeSource time;
  private final RegionCounters counters;
  private final LongSupplier doubts;
  private final BooleanSupplier closed;
  private final Map<KeyRef, Asked> flights = new ConcurrentHashMap<>();

  /**
   * Reads from a store.
   *
   * @param doubts how often something may have been missed
   * @param closed whether nothing is asked any more
   */
  RegionReads(
      RegionStore store,
      RegionCalls calls,
      Codecs codecs,
      VersionFloor floor,
      RegionGeneration generations,
      BehindWrites behind,
      TimeSource time,
      RegionCounters counters,
      LongSupplier doubts,
      BooleanSupplier closed) {
    this.store = store;
    this.calls = calls;
    this.codecs = codecs;
    this.floor = floor;
    this.generations = generations;
    this.behind = behind;
    this.time = time;
    this.counters = counters;
    this.doubts = doubts;
    this.closed = closed;
  }

  /** Puts a question, unless the answer would not be used or another caller has put it. */
  Question ask(KeyRef key) {
    counters.lookups.increment();
    if (!key.isEncodable(codecs) || behind.contains(key)) {
      counters.skipped.increment();
      return UNSAID;
    }
    if (closed.getAsBoolean() || !generations.inForce(doubts.getAsLong())) {
      counters.skipped.increment();
      return AWAY;
    }
    Asked mine = new Asked(key);
    Asked theirs = flights.putIfAbsent(key, mine);
    if (theirs != null) {
      counters.coalesced.increment();
      return new Shared(theirs);
    }
    mine.put();
    return mine;
  }

  /** Counts a lookup that is not sent, since the region has just not answered. */
  RegionAnswer spare() {
    counters.lookups.increment();
    counters.skipped.increment();
    return RegionAnswer.AWAY;
  }

  /** See {@link Region#admits}. */
  boolean admits(KeyRef key, RegionAnswer answer) {
    return isOfThisTime(answer)
        && !behind.contains(key)
        && floor.admits(key.hash(codecs), answer.version(), answer.stamp());
  }

  /** See {@link Region#holds}. */
  boolean holds(KeyRef key, RegionAnswer answer) {
    return !answer.isGiven()
        || (isOfThisTime(answer) && floor.isUnmoved(key.hash(codecs), answer.stamp()));
  }

  private boolean isOfThisTime(RegionAnswer answer) {
    return answer.generation() == generations.current()
        && !generations.isPending()
        && certain(answer);
  }

  /** See {@link Region#certain}. */
  boolean certain(RegionAnswer answer) {
    return answer.doubts() == doubts.getAsLong();
  }

  /** The answer to a question that ended with this; a refusal says nothing about other keys. */
  private static RegionAnswer without(@Nullable Throwable failure) {
    return RegionFault.isAnswer(failure) || RegionFault.isForWantOfRoom(failure)
        ? RegionAnswer.UNSAID
        : RegionAnswer.AWAY;
  }

  /** A question of this object; its answer is for everybody. Thread-safe. */
  private final class Asked implements Question {
    private final KeyRef key;
    // All as they were before the question was put.
    private final long stamp = floor.stamp();
    private final long before = doubts.getAsLong();
    private final long generation = generations.current();
    private final long startNanos = time.nanos();
    final CompletableFuture<@Nullable RegionRecord> record = new CompletableFuture<>();
    // What it has ended with instead of an answer. Set before the record is completed.
    private volatile @Nullable Throwable failed;

    Asked(KeyRef key) {
      this.key = key;
    }

    void put() {
      boolean begun = false;
      try {
        calls.begun(() -> store.get(generation, key.inRegion(codecs))).whenComplete(this::answered);
        begun = true;
      } finally {
        if (!begun) {
          giveUp();
        }
      }
    }

    private void fail(Throwable cause) {
      failed = cause;
      record.completeExceptionally(cause);
    }

    private void answered(@Nullable RegionRecord found, @Nullable Throwable failure) {
      giveUp();
      if (failure != null) {
        fail(RegionFault.causeOf(failure));
        return;
      }
      counters.tier.latency.add(time.nanos() - startNanos, 1);
      byte[] bytes = found == null ? null : found.value();
      counters.bytesRead.add(bytes == null ? 0 : bytes.length);
      record.complete(found);
    }

    @Override
    public RegionAnswer await() {
      try {
        return answer(calls.await("read", record));
      } catch (RegionFault e) {
        giveUp();
        // Those who share the answer wait no longer either.
        record.completeExceptionally(new TimeoutException("given up"));
        return without(e.getCause());
      }
    }

    RegionAnswer answer(@Nullable RegionRecord found) {
      if (found == null || found.expiredAt(time.millis())) {
        return answer(RegionAnswer.Kind.ABSENT, 0, null);
      }
      long version = found.version().clock();
      generations.observe(version);
      byte[] bytes = found.value();
      Envelope envelope = bytes == null ? null : Envelope.parse(bytes);
      if (envelope == null
          || envelope.version().clock() != version
          || envelope.generation() != generation
          || envelope.expiresMillis() <= time.millis()
          || !Arrays.equals(envelope.key(), key.encoded(codecs))) {
        // Of no use, but there was such a version: nothing older is current.
        return answer(RegionAnswer.Kind.REMOVED, version, null);
      }
      return answer(RegionAnswer.Kind.VALUE, version, envelope);
    }

    private RegionAnswer answer(RegionAnswer.Kind kind, long version, @Nullable Envelope envelope) {
      return new RegionAnswer(kind, version, envelope, stamp, before, generation);
    }

    @Override
    public boolean isAnswered() {
      return record.isDone();
    }

    @Override
    public boolean isLost() {
      Throwable failure = failed;
      return failure != null && without(failure).kind() == RegionAnswer.Kind.AWAY;
    }

    @Override
    public boolean isTurnedAway() {
      return RegionFault.isForWantOfRoom(failed);
    }

    @Override
    public void giveUp() {
      flights.remove(key, this);
    }
  }

  /** A question that another caller has put. */
  private final class Shared implements Question {
    private final Asked theirs;
    private final CompletableFuture<RegionAnswer> answer;

    Shared(Asked theirs) {
      this.theirs = theirs;
      answer =
          theirs.record.handle(
              (found, failure) -> failure == null ? theirs.answer(found) : without(failure));
    }

    @Override
    public RegionAnswer await() {
      return calls.share(answer, RegionAnswer.AWAY);
    }

    @Override
    public boolean isAnswered() {
      return answer.isDone();
    }

    @Override
    public boolean isLost() {
      return theirs.isLost();
    }

    @Override
    public boolean isTurnedAway() {
      return false;
    }

    @Override
    public void giveUp() {}
  }
}
