package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.management.EdgeCacheStatisticsMXBean;
import com.heliosdb.edge.cache.management.LoadingStatistics;
import com.heliosdb.edge.cache.management.PrefetchStatistics;
import com.heliosdb.edge.cache.stats.CacheCounters;
import com.heliosdb.edge.cache.stats.RegionCounters;
import com.heliosdb.edge.cache.stats.TierCounters;
import com.heliosdb.edge.cache.tier.TierView;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of a cache as JMX attributes, read when asked. Thread-safe; attributes read
 * together are not of one instant.
 */
final class StatisticsBean implements EdgeCacheStatisticsMXBean {
  private final CacheCounters cache;
  private final TierView heap;
  private final TierView disk;
  private final RegionCounters region;
  private final TierCounters last;
  private final Supplier<String> breaker;
  private final Supplier<PrefetchStatistics> prefetch;
  private final Supplier<LoadingStatistics> loading;

  /**
   * Shows these counters.
   *
   * @param disk null if there is no disk tier
   * @param region null if there is no region tier
   * @param breaker the state of the region's; empty if there is no region tier
   */
  StatisticsBean(
      CacheCounters cache,
      TierView heap,
      @Nullable TierView disk,
      @Nullable RegionCounters region,
      Supplier<String> breaker,
      Supplier<PrefetchStatistics> prefetch,
      Supplier<LoadingStatistics> loading) {
    this.cache = cache;
    this.breaker = breaker;
    this.prefetch = prefetch;
    this.loading = loading;
    this.heap = heap;
    this.disk = disk == null ? new TierView(new TierCounters(), () -> 0, () -> 0, 0) : disk;
    this.region = region == null ? new RegionCounters() : region;
    TierCounters lastLocal = disk == null ? heap.counters() : disk.counters();
    last = region == null ? lastLocal : region.tier;
  }

  private long hits() {
    return heap.counters().hits.sum() + disk.counters().hits.sum() + region.tier.hits.sum();
  }

  private long misses() {
    return last.misses.sum();
  }

  /** Sets the counters of the cache and of its tiers to zero; what is held now stays. */
  @Override
  public void clear() {
    cache.clear();
    heap.counters().clear();
    disk.counters().clear();
    region.clear();
  }

  @Override
  public long getCacheHits() {
    return hits();
  }

  @Override
  public float getCacheHitPercentage() {
    return percentage(hits(), misses());
  }

  @Override
  public long getCacheMisses() {
    return misses();
  }

  @Override
  public float getCacheMissPercentage() {
    return percentage(misses(), hits());
  }

  @Override
  public long getCacheGets() {
    return hits() + misses();
  }

  @Override
  public long getCachePuts() {
    return cache.puts.sum();
  }

  @Override
  public long getCacheRemovals() {
    return cache.removals.sum();
  }

  @Override
  public long getCacheEvictions() {
    return heap.counters().evictions.sum() + disk.counters().evictions.sum();
  }

  @Override
  public float getAverageGetTime() {
    return (float) cache.getTime.meanMicros();
  }

  @Override
  public float getAveragePutTime() {
    return (float) cache.putTime.meanMicros();
  }

  @Override
  public float getAverageRemoveTime() {
    return (float) cache.removeTime.meanMicros();
  }

  @Override
  public double getMeanLatencyMicros() {
    return cache.getTime.meanMicros();
  }

  @Override
  public long getHeapHits() {
    return heap.counters().hits.sum();
  }

  @Override
  public long getHeapMisses() {
    return heap.counters().misses.sum();
  }

  @Override
  public double getHeapHitPercentage() {
    return hitPercentage(heap);
  }

  @Override
  public long getHeapPuts() {
    return heap.counters().puts.sum();
  }

  @Override
  public long getHeapEvictions() {
    return heap.counters().evictions.sum();
  }

  @Override
  public long getHeapPromotions() {
    return heap.counters().promotions.sum();
  }

  @Override
  public long getHeapDemotions() {
    return heap.counters().demotions.sum();
  }

  @Override
  public long getHeapExpirations() {
    return heap.counters().expirations.sum();
  }

  @Override
  public long getHeapFaults() {
    return heap.counters().faults.sum();
  }

  @Override
  public long getHeapEntries() {
    return heap.entries().getAsLong();
  }

  @Override
  public long getHeapBytes() {
    return heap.bytes().getAsLong();
  }

  @Override
  public double getHeapMeanLatencyMicros() {
    return heap.counters().latency.meanMicros();
  }

  @Override
  public long getDiskHits() {
    return disk.counters().hits.sum();
  }

  @Override
  public long getDiskMisses() {
    return disk.counters().misses.sum();
  }

  @Override
  public double getDiskHitPercentage() {
    return hitPercentage(disk);
  }

  @Override
  public long getDiskPuts() {
    return disk.counters().puts.sum();
  }

  @Override
  public long getDiskEvictions() {
    return disk.counters().evictions.sum();
  }

  @Override
  public long getDiskPromotions() {
    return disk.counters().promotions.sum();
  }

  @Override
  public long getDiskDemotions() {
    return disk.counters().demotions.sum();
  }

  @Override
  public long getDiskExpirations() {
    return disk.counters().expirations.sum();
  }

  @Override
  public long getDiskFaults() {
    return disk.counters().faults.sum();
  }

  @Override
  public long getDiskEntries() {
    return disk.entries().getAsLong();
  }

  @Override
  public long getDiskBytes() {
    return disk.bytes().getAsLong();
  }

  @Override
  public double getDiskMeanLatencyMicros() {
    return disk.counters().latency.meanMicros();
  }

  @Override
  public long getRegionHits() {
    return region.tier.hits.sum();
  }

  @Override
  public long getRegionMisses() {
    return region.tier.misses.sum();
  }

  @Override
  public long getRegionPuts() {
    return region.tier.puts.sum();
  }

  @Override
  public long getRegionFaults() {
    return region.tier.faults.sum();
  }

  @Override
  public long getRegionLookups() {
    return region.lookups.sum();
  }

  @Override
  public long getRegionCoalesced() {
    return region.coalesced.sum();
  }

  @Override
  public long getRegionSkipped() {
    return region.skipped.sum();
  }

  @Override
  public long getRegionBytesRead() {
    return region.bytesRead.sum();
  }

  @Override
  public long getRegionBytesWritten() {
    return region.bytesWritten.sum();
  }

  @Override
  public long getRegionTimeouts() {
    return region.timeouts.sum();
  }

  @Override
  public long getRegionRejections() {
    return region.rejections.sum();
  }

  @Override
  public long getInvalidationsSent() {
    return region.invalidationsSent.sum();
  }

  @Override
  public long getInvalidationsReceived() {
    return region.invalidationsReceived.sum();
  }

  @Override
  public long getInvalidationsMissed() {
    return region.invalidationsMissed.sum();
  }

  @Override
  public long getSuspectsChecked() {
    return region.suspectsChecked.sum();
  }

  @Override
  public String getRegionBreaker() {
    return breaker.get();
  }

  @Override
  public double getRegionHitPercentage() {
    return percentage(region.tier.hits.sum(), region.tier.misses.sum());
  }

  @Override
  public double getRegionMeanLatencyMicros() {
    return region.tier.latency.meanMicros();
  }

  private static float percentage(long part, long rest) {
    long whole = part + rest;
    return whole == 0 ? 0 : (float) (100.0 * part / whole);
  }

  private static double hitPercentage(TierView tier) {
    long hits = tier.counters().hits.sum();
    long lookups = hits + tier.counters().misses.sum();
    return lookups == 0 ? 0 : 100.0 * hits / lookups;
  }

  @Override
  public long getPrefetchFetches() {
    return prefetch.get().fetches();
  }

  @Override
  public long getPrefetchUseful() {
    return prefetch.get().useful();
  }

  @Override
  public float getPrefetchUsefulPercentage() {
    return (float) (100 * prefetch.get().usefulShare());
  }

  @Override
  public float getPrefetchCoveragePercentage() {
    return (float) (100 * prefetch.get().coverage());
  }

  @Override
  public float getPrefetchAccuracyPercentage() {
    return (float) (100 * prefetch.get().accuracy());
  }

  @Override
  public long getPrefetchFailures() {
    return prefetch.get().failures();
  }

  @Override
  public long getPrefetchDroppedSamples() {
    return prefetch.get().droppedSamples();
  }

  @Override
  public boolean isPrefetchStopped() {
    return prefetch.get().stopped();
  }

  @Override
  public long getStaleServed() {
    return loading.get().staleServed();
  }

  @Override
  public long getLoadRefreshes() {
    return loading.get().refreshes();
  }

  @Override
  public long getLoadRefreshFailures() {
    return loading.get().failedRefreshes();
  }

  @Override
  public long getLoadFailures() {
    return loading.get().failedLoads();
  }

  @Override
  public long getLoadTimeouts() {
    return loading.get().timedOutLoads();
  }
}
