package com.heliosdb.edge.cache.management;

import com.heliosdb.edge.cache.event.Tier;

/**
 * What one tier did since the statistics were cleared, and what it holds now.
 *
 * @param tier the tier
 * @param hits demand lookups it answered
 * @param misses demand lookups it did not answer
 * @param puts entries written to it by the application, by loads and by moves
 * @param evictions entries that left it for lack of room and are in no lower tier
 * @param promotions entries copied from it to the tier above
 * @param demotions entries that left it and stayed in the tier below
 * @param expirations entries removed from it because their time had come
 * @param faults operations that failed and were turned into misses or dropped copies
 * @param entries entries held now
 * @param bytes bytes held now, by the tier's own reckoning
 * @param capacityBytes the bound on bytes; {@link Long#MAX_VALUE} if only entries are bounded
 * @param meanLatencyMicros mean time of a sampled lookup in microseconds; 0 without a sample
 */
public record TierStatistics(
    Tier tier,
    long hits,
    long misses,
    long puts,
    long evictions,
    long promotions,
    long demotions,
    long expirations,
    long faults,
    long entries,
    long bytes,
    long capacityBytes,
    double meanLatencyMicros) {
  /** Hits as a share of lookups, 0 to 1; 0 without a lookup. */
  public double hitRate() {
    long lookups = hits + misses;
    return lookups == 0 ? 0 : (double) hits / lookups;
  }
}
