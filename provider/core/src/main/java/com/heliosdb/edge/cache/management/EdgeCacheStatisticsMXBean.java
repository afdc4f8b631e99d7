package com.heliosdb.edge.cache.management;

import javax.cache.management.CacheStatisticsMXBean;

/**
 * The JSR-107 statistics bean with the tiers as further attributes. Registered under the
 * specification's name; times are microseconds, percentages 0 to 100. All zero for a tier the cache
 * does not have.
 */
public interface EdgeCacheStatisticsMXBean extends CacheStatisticsMXBean {
  /** Mean time of a sampled lookup over all tiers, in microseconds. */
  double getMeanLatencyMicros();

  /** Demand lookups the heap tier answered. */
  long getHeapHits();

  /** Demand lookups the heap tier did not answer. */
  long getHeapMisses();

  /** Hits of the heap tier as a percentage of its lookups. */
  double getHeapHitPercentage();

  /** Entries written to the heap tier. */
  long getHeapPuts();

  /** Entries that left the heap tier for lack of room and are in no lower tier. */
  long getHeapEvictions();

  /** Entries copied from the heap tier to the tier above. */
  long getHeapPromotions();

  /** Entries that left the heap tier and stayed in the tier below. */
  long getHeapDemotions();

  /** Entries removed from the heap tier because their time had come. */
  long getHeapExpirations();

  /** Operations of the heap tier that failed. */
  long getHeapFaults();

  /** Entries the heap tier holds now. */
  long getHeapEntries();

  /** Bytes the heap tier holds now. */
  long getHeapBytes();

  /** Mean time of a sampled lookup in the heap tier, in microseconds. */
  double getHeapMeanLatencyMicros();

  /** Demand lookups the disk tier answered. */
  long getDiskHits();

  /** Demand lookups the disk tier did not answer. */
  long getDiskMisses();

  /** Hits of the disk tier as a percentage of its lookups. */
  double getDiskHitPercentage();

  /** Entries written to the disk tier. */
  long getDiskPuts();

  /** Entries that left the disk tier for lack of room and are in no lower tier. */
  long getDiskEvictions();

  /** Entries copied from the disk tier to the tier above. */
  long getDiskPromotions();

  /** Entries that left the disk tier and stayed in the tier below. */
  long getDiskDemotions();

  /** Entries removed from the disk tier because their time had come. */
  long getDiskExpirations();

  /** Operations of the disk tier that failed. */
  long getDiskFaults();

  /** Entries the disk tier holds now. */
  long getDiskEntries();

  /** Bytes the disk tier holds now. */
  long getDiskBytes();

  /** Mean time of a sampled lookup in the disk tier, in microseconds. */
  double getDiskMeanLatencyMicros();

  /** Values fetched before they were asked for. */
  long getPrefetchFetches();

  /** Those that answered a later lookup. */
  long getPrefetchUseful();

  /** Useful fetches as a percentage of all fetches. */
  float getPrefetchUsefulPercentage();

  /** Useful fetches as a percentage of them and the misses of known keys together. */
  float getPrefetchCoveragePercentage();

  /** Predictions after which the key was asked for in time, as a percentage of all resolved. */
  float getPrefetchAccuracyPercentage();

  /** Fetches ahead of demand that failed. */
  long getPrefetchFailures();

  /** Accesses that prefetching did not learn of because too many came at once. */
  long getPrefetchDroppedSamples();

  /** Whether nothing is fetched now because too little of it was useful. */
  boolean isPrefetchStopped();

  /** Values served past their time. */
  long getStaleServed();

  /** Entries loaded anew in the background because of their age or because they were stale. */
  long getLoadRefreshes();

  /** Such loads that failed. */
  long getLoadRefreshFailures();

  /** Loads that a reader waited for and that failed. */
  long getLoadFailures();

  /** Loads that took longer than {@code loading.load-timeout}. */
  long getLoadTimeouts();

  /** Demand lookups the region tier answered. */
  long getRegionHits();

  /** Demand lookups the region tier did not answer. */
  long getRegionMisses();

  /** Hits of the region tier as a percentage of its lookups. */
  double getRegionHitPercentage();

  /** Entries written to the region tier, and removals. */
  long getRegionPuts();

  /** Operations of the region tier that failed. */
  long getRegionFaults();

  /** Mean time of a read from the region, in microseconds. */
  double getRegionMeanLatencyMicros();

  /** Times the region was wanted for a key, whatever for. */
  long getRegionLookups();

  /** Lookups that shared the answer to another one of their key. */
  long getRegionCoalesced();

  /** Lookups that were not sent, since the answer would not have been used. */
  long getRegionSkipped();

  /** Bytes of the values that were read from the region. */
  long getRegionBytesRead();

  /** Bytes of the values that were written to the region. */
  long getRegionBytesWritten();

  /** Operations of the region that took longer than their deadline. */
  long getRegionTimeouts();

  /** Writes the region refused, because it had something newer. */
  long getRegionRejections();

  /**
   * Whether the region store is let through to now: CLOSED, OPEN or HALF_OPEN; of two stores the
   * worse. Empty without a region tier.
   */
  String getRegionBreaker();

  /** Invalidations told to other nodes. */
  long getInvalidationsSent();

  /** Invalidations heard from other nodes. */
  long getInvalidationsReceived();

  /** Invalidations of other nodes that are known to be lost. */
  long getInvalidationsMissed();

  /** Entries that were compared with the region because they were in doubt. */
  long getSuspectsChecked();
}
