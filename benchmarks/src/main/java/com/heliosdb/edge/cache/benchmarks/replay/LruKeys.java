package com.heliosdb.edge.cache.benchmarks.replay;

import java.util.Arrays;

/** A bounded set of numbered keys that forgets the least recently used. Not thread-safe. */
final class LruKeys {
  private static final int ABSENT = -1;

  private final int capacity;
  // A ring through the keys held and, at the last index, its anchor.
  private final int[] before;
  private final int[] after;
  private final int anchor;
  private int size;

  LruKeys(int universe, int capacity) {
    this.capacity = capacity;
    anchor = universe;
    before = new int[universe + 1];
    after = new int[universe + 1];
    Arrays.fill(before, ABSENT);
    before[anchor] = anchor;
    after[anchor] = anchor;
  }

  /** Makes the key the most recent one; whether it was there. */
  boolean use(int key) {
    boolean held = before[key] != ABSENT;
    if (held) {
      remove(key);
    } else if (size == capacity) {
      remove(before[anchor]);
    }
    before[key] = anchor;
    after[key] = after[anchor];
    before[after[anchor]] = key;
    after[anchor] = key;
    size++;
    return held;
  }

  private void remove(int key) {
    after[before[key]] = after[key];
    before[after[key]] = before[key];
    before[key] = ABSENT;
    size--;
  }
}
