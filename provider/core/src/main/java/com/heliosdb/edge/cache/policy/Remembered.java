package com.heliosdb.edge.cache.policy;

/**
 * The scores of keys that have left, by hash: a table in which a key takes the place of the one
 * that was there. Has less than one place for each entry of the tier, so takes at most eight bytes
 * for it. Racy by design: what is lost or mixed up is a score.
 */
final class Remembered {
  private static final int LEAST = 64;
  private static final int MOST = 1 << 26;

  private volatile long[] places = new long[LEAST];

  /**
   * Makes the table fit a tier of so many entries; what was remembered is lost when it does not.
   */
  void fit(long entries) {
    int wanted = (int) Long.highestOneBit(Math.max(LEAST, Math.min(entries, MOST)));
    if (wanted > places.length) {
      places = new long[wanted];
    }
  }

  void add(int hash, int score) {
    long[] all = places;
    all[at(hash, all)] = (long) hash << 32 | (score & 0xFFFF_FFFFL);
  }

  /** The score, or what is given if there is none. */
  int get(int hash, int otherwise) {
    long[] all = places;
    long place = all[at(hash, all)];
    return place != 0 && (int) (place >>> 32) == hash ? (int) place : otherwise;
  }

  private static int at(int hash, long[] all) {
    return (hash ^ (hash >>> 16)) & (all.length - 1);
  }
}
