package com.heliosdb.edge.cache.hazelcast;

import com.heliosdb.edge.cache.spi.RegionKey;

/**
 * Guesses which keys have a record, from those seen lately: a write then begins with the step that
 * is likely to count. Racy by design, because a wrong guess costs one call and nothing else.
 */
final class Seen {
  private static final int SLOTS = 1 << 12;

  private final int[] keys = new int[SLOTS];

  void add(RegionKey key) {
    keys[slot(key)] = (int) key.low();
  }

  boolean maybe(RegionKey key) {
    return keys[slot(key)] == (int) key.low();
  }

  private static int slot(RegionKey key) {
    return (int) key.high() & (SLOTS - 1);
  }
}
