package com.heliosdb.edge.cache.management;

/**
 * What was fetched before it was asked for, and whether that was of use: a snapshot since the cache
 * was created. Immutable.
 *
 * @param fetches values fetched ahead of demand
 * @param useful those that answered a later lookup
 * @param failures fetches that failed
 * @param misses lookups of known keys that no local tier answered
 * @param rightPredictions predictions after which the key was asked for in time
 * @param wrongPredictions predictions after which it was not
 * @param droppedSamples accesses not learned of because too many came at once
 * @param knownKeys keys whose rhythm is known now
 * @param stopped whether nothing is fetched now because too little of it was useful
 */
public record PrefetchStatistics(
    long fetches,
    long useful,
    long failures,
    long misses,
    long rightPredictions,
    long wrongPredictions,
    long droppedSamples,
    int knownKeys,
    boolean stopped) {
  /** Those of a cache that has done nothing. */
  public static final PrefetchStatistics NONE =
      new PrefetchStatistics(0, 0, 0, 0, 0, 0, 0, 0, false);

  /** Useful fetches as a share of all, 0 to 1; 0 without a fetch. */
  public double usefulShare() {
    return share(useful, fetches);
  }

  /** Useful fetches as a share of them and the misses of known keys, 0 to 1. */
  public double coverage() {
    return share(useful, useful + misses);
  }

  /** Right predictions as a share of all resolved ones, 0 to 1; 0 without one. */
  public double accuracy() {
    return share(rightPredictions, rightPredictions + wrongPredictions);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
