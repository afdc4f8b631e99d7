package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.policy.Scores;

/**
 * An entry of a heap that values its entries by score. A hit only counts and notes the tick, as in
 * any entry; whoever compares entries folds what was counted into the score. Racy by design: a lost
 * update makes an entry look a little less used.
 */
final class ScoredEntry extends HeapEntry {
  private static final int MANY_ACCESSES = 64;

  private int score;

  // Reads on this heap that are in the score; saturating.
  private short uses;

  // The accesses that are in the score.
  private byte folded;

  /** Came a short time ago and is not compared with others yet. */
  boolean newcomer;

  ScoredEntry(
      Object key,
      int spread,
      Object stored,
      long version,
      long deadline,
      boolean fixedTtl,
      int weight,
      boolean onDisk,
      int promotedAfter) {
    super(key, spread, stored, version, deadline, fixedTtl, weight, onDisk, promotedAfter);
  }

  /** Begins with a score; the accesses so far are in it. */
  void begin(int first) {
    score = first;
    folded = (byte) accesses();
  }

  /** Takes over from another version of the key. */
  void follow(ScoredEntry earlier) {
    score = earlier.score;
    uses = earlier.uses;
    folded = (byte) Math.min(earlier.folded, accesses());
  }

  /** The score, with the reads since it was asked for last, of which the last was so long ago. */
  int score(Scores scores, double turnoversAgo) {
    int reads = accesses() - folded;
    if (reads > 0) {
      score = scores.raised(score, reads, turnoversAgo);
      uses = (short) Math.min(uses + reads, Short.MAX_VALUE);
      if (accesses() >= MANY_ACCESSES) {
        super.age();
      }
      folded = (byte) accesses();
    }
    return score;
  }

  /** Reads on this heap; saturating. */
  int uses() {
    return Math.min(Short.MAX_VALUE, uses + Math.max(0, accesses() - folded));
  }

  @Override
  void age() {
    super.age();
    folded = (byte) (folded >> 1);
  }
}
