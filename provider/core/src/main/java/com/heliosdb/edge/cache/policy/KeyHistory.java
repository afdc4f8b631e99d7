package com.heliosdb.edge.cache.policy;

import org.jspecify.annotations.Nullable;

/** What the prefetcher knows of one key. Guarded by the prefetcher's lock. */
final class KeyHistory<K> {
  /** No decision is open. */
  static final long NONE = Long.MIN_VALUE;

  final K key;
  final AccessPattern pattern;

  /** Fell out of the table: what still refers to it is to be forgotten. */
  boolean forgotten;

  /** A value was fetched for the key ahead of demand, and nobody has asked for it since. */
  boolean fetched;

  // ---- the open decision: an access from openFrom to openUntil proves it right

  long openFrom = NONE;
  long openUntil = NONE;

  /** Whether it was decided to fetch; a decision not to is watched as well, to learn from. */
  boolean openFetch;

  /** Who learns from it, if anybody does, and where. */
  @Nullable Calibration openCalibration;

  int openBucket;

  /** How long its entries live, as last seen; {@link #NONE} = not seen. */
  long ttlMillis = NONE;

  // ---- what is queued

  /** Its expiry is queued to be looked at. */
  boolean expiryQueued;

  /** When it is to be fetched just in time; {@link #NONE} = not. */
  long justInTimeMillis = NONE;

  boolean justInTimeQueued;

  KeyHistory(K key, long nowMillis) {
    this.key = key;
    pattern = new AccessPattern(nowMillis);
  }

  boolean isOpen() {
    return openUntil != NONE;
  }

  void open(long fromMillis, long untilMillis, boolean fetch) {
    openFrom = fromMillis;
    openUntil = untilMillis;
    openFetch = fetch;
    openCalibration = null;
  }

  /** Has the open decision teach a calibration. */
  void teach(Calibration calibration, int bucket) {
    openCalibration = calibration;
    openBucket = bucket;
  }

  void close() {
    openFrom = NONE;
    openUntil = NONE;
    openCalibration = null;
  }
}
