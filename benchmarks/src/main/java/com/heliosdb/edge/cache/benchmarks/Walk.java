package com.heliosdb.edge.cache.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * One thread's way through the keys of a {@link Workload}, which also counts what was not found.
 * Not thread-safe.
 */
public final class Walk {
  // Threads start far apart, so that one does not find in the CPU's cache what another brought.
  private static final int APART = 7_919;

  private final String[] keys;
  private final int mask;
  private int at;
  private long misses;

  /** The walk of one thread of several. */
  public Walk(String[] keys, int thread) {
    if (Integer.bitCount(keys.length) != 1) {
      throw new IllegalArgumentException(
          "A walk has a power of two of steps but this one has " + keys.length);
    }
    this.keys = keys;
    mask = keys.length - 1;
    at = thread * APART;
  }

  /** The next key to ask for. */
  public String next() {
    return keys[at++ & mask];
  }

  /** Counts a miss if nothing was found, and passes on what was. */
  public @Nullable Object found(@Nullable Object value) {
    if (value == null) {
      misses++;
    }
    return value;
  }

  /** Counts a miss unless it was there. */
  public boolean found(boolean there) {
    if (!there) {
      misses++;
    }
    return there;
  }

  /** How often something that must be there was not. */
  public long misses() {
    return misses;
  }

  /**
   * Ends an iteration.
   *
   * @throws IllegalStateException if anything was not found: then no hit was measured
   */
  public void requireNoMiss() {
    if (misses > 0) {
      throw new IllegalStateException(
          "%d of the keys asked for were not found, so what was measured is no hit"
              .formatted(misses));
    }
  }
}
