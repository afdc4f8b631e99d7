package com.heliosdb.edge.cache.management;

import com.heliosdb.edge.cache.event.Tier;
import java.util.Map;

/**
 * Statistics of a cache, overall and by tier: a snapshot, immutable, not taken at one instant.
 *
 * @param hits lookups answered by any tier
 * @param misses lookups answered by none
 * @param meanLatencyMicros mean time of a sampled lookup in microseconds; 0 without a sample
 * @param tiers the tiers this cache has
 */
public record EdgeCacheStatistics(
    long hits, long misses, double meanLatencyMicros, Map<Tier, TierStatistics> tiers) {
  /** Copies the map. */
  public EdgeCacheStatistics {
    tiers = Map.copyOf(tiers);
  }

  /** Hits as a share of lookups, 0 to 1; 0 without a lookup. */
  public double hitRate() {
    long lookups = hits + misses;
    return lookups == 0 ? 0 : (double) hits / lookups;
  }
}
