package com.heliosdb.edge.cache.policy;

/**
 * Estimates how often a key was seen lately: counters of four bits, four for each key, of which the
 * least counts (Cormode and Muthukrishnan, count-min, 2005, with conservative update). The four lie
 * in one block, so that they are halved together. Blocks are halved in a sweep that moves on with
 * the additions and comes by each once in five times as many additions as there are entries. Takes
 * eight bytes for each entry it is made for.
 *
 * <p>Racy by design: additions at the same time may lose one another.
 */
final class FrequencySketch {
  private static final int MOST = 15;
  private static final int ROWS = 4;
  private static final int WORDS_PER_BLOCK = 64;
  private static final int COUNTERS_PER_ROW = 256;
  private static final int ROW_BITS = 8;
  private static final int ENTRIES_PER_BLOCK = 64;
  private static final int ADDITIONS_PER_ENTRY = 5;
  private static final long EACH_HALF = 0x7777_7777_7777_7777L;
  private static final int MOST_ENTRIES = 1 << 26;

  private final int blocks;
  private final long[] words;

  // What the sweep has come to: additions since the last block, and the next block.
  private int due;
  private int next;

  FrequencySketch(long forEntries) {
    blocks = (int) (Math.max(1, Math.min(forEntries, MOST_ENTRIES) - 1) / ENTRIES_PER_BLOCK + 1);
    words = new long[blocks * WORDS_PER_BLOCK];
  }

  /** For how many entries it was made. */
  int entries() {
    return blocks * ENTRIES_PER_BLOCK;
  }

  /** How often the key was seen, from 0 to 15. */
  int seen(int hash) {
    long mixed = mix(hash);
    int block = block(mixed);
    int least = MOST;
    for (int row = 0; row < ROWS; row++) {
      int at = at(row, mixed);
      least = Math.min(least, (int) (words[block + word(at)] >>> shift(at)) & MOST);
    }
    return least;
  }

  /** Notes that the key was seen. */
  void add(int hash) {
    int least = seen(hash);
    if (least < MOST) {
      long mixed = mix(hash);
      int block = block(mixed);
      for (int row = 0; row < ROWS; row++) {
        int at = at(row, mixed);
        int word = block + word(at);
        if (((int) (words[word] >>> shift(at)) & MOST) == least) {
          words[word] += 1L << shift(at);
        }
      }
    }
    sweep();
  }

  private void sweep() {
    if (++due < ADDITIONS_PER_ENTRY * ENTRIES_PER_BLOCK) {
      return;
    }
    due = 0;
    int block = next < blocks ? next : 0;
    next = block + 1;
    for (int i = 0; i < WORDS_PER_BLOCK; i++) {
      int word = block * WORDS_PER_BLOCK + i;
      words[word] = (words[word] >>> 1) & EACH_HALF;
    }
  }

  private int block(long mixed) {
    return (int) (((mixed >>> 32) * blocks) >>> 32) * WORDS_PER_BLOCK;
  }

  /** The counter of a row, numbered within the block. */
  private static int at(int row, long mixed) {
    return row * COUNTERS_PER_ROW + ((int) (mixed >>> (row * ROW_BITS)) & (COUNTERS_PER_ROW - 1));
  }

  private static int word(int at) {
    return at >> 4;
  }

  private static int shift(int at) {
    return (at & 15) * 4;
  }

  /** Spreads a hash over 64 bits. (David Stafford's variant 13.) */
  static long mix(int hash) {
    long h = (hash + 1L) * 0x9E3779B97F4A7C15L;
    h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
    return h ^ (h >>> 31);
  }
}
