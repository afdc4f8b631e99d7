package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.KeyHash;
import java.util.Arrays;

/**
 * The floor of the keys for which it was raised last, in a set-associative table: four to a set,
 * the one raised the longest ago makes room and leaves its stamp to the set. 400 KiB.
 */
final class RecentFloor implements VersionFloor {
  private static final int SETS = 4_096;
  private static final int WAYS = 4;

  // All guarded by this: a few memory operations, under whatever other lock.
  private final long[] hashes = new long[SETS * WAYS];
  private final long[] versions = new long[SETS * WAYS];
  private final long[] stamps = new long[SETS * WAYS];
  private final long[] forgotten = new long[SETS];
  private long last;

  @Override
  public synchronized long stamp() {
    return last;
  }

  @Override
  public synchronized void raise(KeyHash hash, long version) {
    int first = first(hash);
    int at = find(first, hash);
    if (at < 0) {
      at = oldest(first);
      forgotten[first / WAYS] = Math.max(forgotten[first / WAYS], stamps[at]);
      hashes[at] = hash.high();
      versions[at] = version;
    } else if (version > versions[at]) {
      versions[at] = version;
    } else {
      return;
    }
    stamps[at] = ++last;
  }

  @Override
  public synchronized void reset() {
    Arrays.fill(stamps, 0);
    Arrays.fill(forgotten, ++last);
  }

  @Override
  public synchronized boolean admits(KeyHash hash, long version, long stamp) {
    int first = first(hash);
    int at = find(first, hash);
    return at < 0 ? stamp >= forgotten[first / WAYS] : version >= versions[at];
  }

  @Override
  public synchronized boolean isUnmoved(KeyHash hash, long stamp) {
    int first = first(hash);
    int at = find(first, hash);
    return stamp >= (at < 0 ? forgotten[first / WAYS] : stamps[at]);
  }

  private static int first(KeyHash hash) {
    return ((int) hash.low() & (SETS - 1)) * WAYS;
  }

  private int find(int first, KeyHash hash) {
    for (int at = first; at < first + WAYS; at++) {
      if (stamps[at] != 0 && hashes[at] == hash.high()) {
        return at;
      }
    }
    return -1;
  }

  /** A free place, or the one raised the longest ago. */
  private int oldest(int first) {
    int oldest = first;
    for (int at = first + 1; at < first + WAYS; at++) {
      if (stamps[at] < stamps[oldest]) {
        oldest = at;
      }
    }
    return oldest;
  }
}
