package com.heliosdb.edge.cache.management;

/**
 * What a CacheLoader that is slow or fails came to for the readers: a snapshot since the cache was
 * created. Immutable. Counted while a setting of {@code loading} is in force; zero otherwise.
 *
 * @param staleServed values served past their time
 * @param refreshes entries loaded anew in the background
 * @param failedRefreshes loads in the background that failed
 * @param failedLoads loads that a reader waited for and that failed
 * @param timedOutLoads loads that took longer than a reader waits, whatever came of them later
 */
public record LoadingStatistics(
    long staleServed, long refreshes, long failedRefreshes, long failedLoads, long timedOutLoads) {
  /** Those of a cache that has done nothing. */
  public static final LoadingStatistics NONE = new LoadingStatistics(0, 0, 0, 0, 0);
}
