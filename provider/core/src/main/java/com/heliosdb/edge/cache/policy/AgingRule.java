package com.heliosdb.edge.cache.policy;

import java.util.List;

/**
 * How accesses lose weight, and what a new entry is worth.
 *
 * @param halfLife turnovers of the tier in which the weight of an access halves; a tier has turned
 *     over when as many keys came to it as it holds
 * @param fromHistory a new entry starts with the accesses that are remembered of its key, not with
 *     one
 * @param guarded a new entry is let in only if it is worth more than what would leave for it
 * @param newcomerAge turnovers by which an entry whose key was not seen before starts older than it
 *     is
 */
record AgingRule(double halfLife, boolean fromHistory, boolean guarded, double newcomerAge) {
  /**
   * The rules an adaptive heap chooses from, first the one to begin with before anything was
   * learned: plain recency, frequency over one to a hundred turnovers, each also as it resists
   * scans.
   */
  static final List<AgingRule> FOR_HEAP = choices(new AgingRule(1, false, false, 0));

  /**
   * The same for heap and disk together, where what is remembered of a key tells more than on the
   * heap.
   */
  static final List<AgingRule> FOR_LOCAL = choices(new AgingRule(0.5, true, false, 0.3));

  private static List<AgingRule> choices(AgingRule first) {
    return List.of(
        first,
        new AgingRule(0.05, false, false, 0),
        new AgingRule(0.05, false, false, 0.9),
        new AgingRule(3, true, false, 0.9),
        new AgingRule(10, false, false, 0),
        new AgingRule(100, false, false, 0),
        new AgingRule(10, true, true, 0),
        new AgingRule(100, true, true, 0));
  }

  /** Log2 of how much more a new entry must be worth than the one that would leave for it. */
  static final double DUEL_MARGIN = 0.5;

  /** Log2 of what a new entry is worth whose key was seen so often, this time included. */
  double worthOfNew(int seen) {
    double worth = fromHistory ? Scores.log2(Math.max(1, seen)) : 0;
    return newcomerAge > 0 && seen < 2 ? worth - newcomerAge / halfLife : worth;
  }

  /** Whether what is asked for at all depends on how often a key was seen. */
  boolean asksHistory() {
    return fromHistory || newcomerAge > 0;
  }
}
