package com.heliosdb.edge.cache.benchmarks.replay;

/**
 * A set of positions that knows its last one, in levels of bits: a bit of a level says whether its
 * word of the level below has any. Not thread-safe.
 */
final class PositionSet {
  private static final int WORD_BITS = 6;

  private final long[][] levels;

  /** An empty set for positions below the bound. */
  PositionSet(int bound) {
    int depth = 1;
    for (int words = words(bound); words > 1; words = words(words)) {
      depth++;
    }
    levels = new long[depth][];
    int bits = bound;
    for (int level = 0; level < depth; level++) {
      levels[level] = new long[words(bits)];
      bits = levels[level].length;
    }
  }

  boolean contains(int position) {
    return (levels[0][position >>> WORD_BITS] & 1L << position) != 0;
  }

  void add(int position) {
    int at = position;
    for (long[] level : levels) {
      level[at >>> WORD_BITS] |= 1L << at;
      at >>>= WORD_BITS;
    }
  }

  void remove(int position) {
    int at = position;
    for (long[] level : levels) {
      level[at >>> WORD_BITS] &= ~(1L << at);
      if (level[at >>> WORD_BITS] != 0) {
        return;
      }
      at >>>= WORD_BITS;
    }
  }

  /** The last position; -1 if there is none. */
  int last() {
    int at = 0;
    for (int level = levels.length - 1; level >= 0; level--) {
      long word = levels[level][at];
      if (word == 0) {
        return -1;
      }
      at = (at << WORD_BITS) + Long.SIZE - 1 - Long.numberOfLeadingZeros(word);
    }
    return at;
  }

  private static int words(int bits) {
    return Math.max(1, (bits + Long.SIZE - 1) >>> WORD_BITS);
  }
}
