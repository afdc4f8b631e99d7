package com.heliosdb.edge.cache.management;

import com.heliosdb.edge.cache.event.Tier;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of a cache, overall and by tier: a snapshot, immutable, not taken at one instant.
 *
 * @param hits lookups answered by any tier
 * @param misses lookups answered by none
 * @param puts entries written by the application, as JSR-107 counts them
 * @param removals entries removed by the application, as JSR-107 counts them
 * @param meanLatencyMicros mean time of a sampled lookup in microseconds; 0 without a sample
 * @param samples accesses the tiering policy was to learn from; 0 if it learns nothing
 * @param droppedSamples those of them it did not, because many came at once
 * @param tiers the tiers this cache has
 * @param region what else the region tier did; null if there is none
 * @param prefetch what was fetched before it was asked for
 * @param loading what a loader that is slow or fails came to
 */
public record EdgeCacheStatistics(
    long hits,
    long misses,
    long puts,
    long removals,
    double meanLatencyMicros,
    long samples,
    long droppedSamples,
    Map<Tier, TierStatistics> tiers,
    @Nullable RegionStatistics region,
    PrefetchStatistics prefetch,
    LoadingStatistics loading) {
  /** Copies the map. */
  public EdgeCacheStatistics {
    tiers = Map.copyOf(tiers);
  }

  /** Entries that left for lack of room and are in no tier any more. */
  public long evictions() {
    return tiers.values().stream().mapToLong(TierStatistics::evictions).sum();
  }

  /** Hits as a share of lookups, 0 to 1; 0 without a lookup. */
  public double hitRate() {
    long lookups = hits + misses;
    return lookups == 0 ? 0 : (double) hits / lookups;
  }
}
