package com.heliosdb.edge.cache.policy;

import java.util.SplittableRandom;

/**
 * A small cache of key hashes that follows one rule: what a tier would do if it did, on a sample of
 * its keys (Waldspurger et al., Cache Modeling and Optimization using Miniature Simulations, 2017).
 * Confined to the lock of its owner.
 */
final class MiniSimulation {
  private static final int SAMPLES = 16;

  private final AgingRule rule;
  private final int[] keys;
  private final float[] weights;
  private final int[] times;
  // Places plus one by hash, linear probing; 0 = free.
  private final short[] table;
  private final SplittableRandom random;
  private final double agePerTick;
  private int size;
  private int now;
  private long admitted;

  MiniSimulation(AgingRule rule, int capacity, long seed) {
    this.rule = rule;
    keys = new int[capacity];
    weights = new float[capacity];
    times = new int[capacity];
    table = new short[Integer.highestOneBit(4 * capacity - 1)];
    random = new SplittableRandom(seed);
    agePerTick = 1 / (capacity * rule.halfLife());
  }

  /** Keys that took another's place so far. */
  long admitted() {
    return admitted;
  }

  /**
   * One access; whether it is a hit.
   *
   * @param seen how often the key was seen lately, this time included
   */
  boolean access(int key, int seen) {
    int place = find(key);
    if (place >= 0) {
      weights[place] = (float) Scores.log2(1 + Math.pow(2, worth(place)));
      times[place] = now;
      return true;
    }
    now++;
    double worth = rule.worthOfNew(seen);
    if (size < keys.length) {
      put(size++, key, worth);
      return false;
    }
    int victim = random.nextInt(size);
    for (int i = 1; i < SAMPLES; i++) {
      int other = random.nextInt(size);
      victim = worth(other) < worth(victim) ? other : victim;
    }
    if (!rule.guarded() || Scores.wins(worth, worth(victim))) {
      remove(keys[victim]);
      put(victim, key, worth);
      admitted++;
    }
    return false;
  }

  private double worth(int place) {
    return weights[place] - agePerTick * (now - times[place]);
  }

  private void put(int place, int key, double worth) {
    keys[place] = key;
    weights[place] = (float) worth;
    times[place] = now;
    int at = slot(key);
    while (table[at] != 0) {
      at = (at + 1) & (table.length - 1);
    }
    table[at] = (short) (place + 1);
  }

  private int find(int key) {
    for (int at = slot(key); table[at] != 0; at = (at + 1) & (table.length - 1)) {
      if (keys[table[at] - 1] == key) {
        return table[at] - 1;
      }
    }
    return -1;
  }

  /** Closes the gap, so that no search ends early. */
  private void remove(int key) {
    int gap = slot(key);
    while (keys[table[gap] - 1] != key) {
      gap = (gap + 1) & (table.length - 1);
    }
    table[gap] = 0;
    for (int at = (gap + 1) & (table.length - 1);
        table[at] != 0;
        at = (at + 1) & (table.length - 1)) {
      int home = slot(keys[table[at] - 1]);
      // It may move back unless its home lies after the gap.
      if (((at - home) & (table.length - 1)) >= ((at - gap) & (table.length - 1))) {
        table[gap] = table[at];
        table[at] = 0;
        gap = at;
      }
    }
  }

  private int slot(int key) {
    return (int) FrequencySketch.mix(key) & (table.length - 1);
  }
}
