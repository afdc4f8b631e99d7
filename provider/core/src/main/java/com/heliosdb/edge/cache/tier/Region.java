package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.stats.RegionCounters;
import java.util.List;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * L3 as the hierarchy sees it: {@link RegionTier}, or {@link NoRegion}. Thread-safe. Reads never
 * throw because the region fails: a fault is an answer like any other.
 */
interface Region {
  /** Whether there is a region tier at all. */
  boolean present();

  /** Whether it did not do what it was asked the last time. */
  boolean aside();

  /** Encodes and hashes the key, which may run user code, before a lock is taken. Never throws. */
  void prepare(KeyRef key);

  /** Asks the region, and waits for the answer no longer than the deadline. */
  default RegionAnswer find(KeyRef key) {
    return ask(key).await();
  }

  /**
   * Puts the question to the region, without waiting for its answer; it is told that nobody does if
   * nobody will. Called outside locks. Callers with one key share an answer.
   */
  Question ask(KeyRef key);

  /** The answer to a question that is not put, since the region has just not answered. */
  RegionAnswer spare();

  /** How many questions, and how many writes, one caller has under way at a time; at least 1. */
  int mostUnderWay();

  /**
   * Whether an answer without a value would be the same if the region were asked again now, as far
   * as can be known: nothing newer of the key was heard of since, and nothing may have been missed.
   * That there was no answer holds.
   */
  boolean holds(KeyRef key, RegionAnswer answer);

  /**
   * Whether the answer may still be used for the key: nothing newer was heard of since, and nothing
   * may have been missed. Called under the stripe lock.
   */
  boolean admits(KeyRef key, RegionAnswer answer);

  /** Whether nothing may have been missed since the question was put. */
  boolean certain(RegionAnswer answer);

  /** The stamp of a value that begins to be obtained now. */
  long stamp();

  /**
   * Whether a value of this version must not be used any more, because something newer was heard of
   * since it began to be obtained. Called under the stripe lock.
   *
   * @param stamp what {@link #stamp} gave then
   */
  boolean isOvertaken(KeyRef key, long version, long stamp);

  /**
   * Whether no write of the key was heard of since, here or elsewhere. Called under the stripe
   * lock.
   *
   * @param stamp what {@link #stamp} gave then
   */
  boolean isUnmoved(KeyRef key, long stamp);

  /** Takes no older version of the key from the region any more. Called under the stripe lock. */
  void raise(KeyRef key, long version);

  /** Whether an entry of this version was written before the generation in force. */
  boolean outdates(long version);

  /** Whether what may be stale is served now that the region does not answer. */
  boolean toleratesStale();

  /** Whether an entry in doubt is kept although the region does not know its key. */
  boolean toleratesUnknown();

  /** Notes that an entry in doubt is compared with the region. */
  void checked();

  /**
   * Begins to write to the region, as much at a time as one caller may have under way; the rest
   * follows while it is waited for. Called outside locks.
   */
  Writing begin(List<RegionWrite> writes);

  /**
   * Makes everything in the region void, beginning with this node. Called under all stripe locks,
   * and followed by {@link #awaitClear} without.
   *
   * @param generation a new version: what has an older one is void
   */
  void clear(long generation);

  /**
   * Waits until the region is clear.
   *
   * @return what is to be thrown in the end; null if all is well, or made up for later
   */
  @Nullable CacheException awaitClear();

  /** Begins to listen to other nodes. */
  void start(LocalCopies copies);

  /** Brings the region up to date as far as it answers, and listens no more. */
  void stop();

  /** Gives the region up; called after {@link #stop}. */
  void close();

  /**
   * Makes everything in the region void and gives it up; called after {@link #stop}.
   *
   * @throws CacheException if the region does not answer, and nobody will make up for it
   */
  void destroy();

  /** Whether the store is let through to: CLOSED, OPEN or HALF_OPEN; empty without a region. */
  String breaker();

  RegionCounters counters();
}
