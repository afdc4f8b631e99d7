package com.heliosdb.edge.cache.config;

import java.time.Duration;

/**
 * What moves entries between tiers.
 *
 * @param policy how it is decided what is kept where
 * @param promotionThreshold accesses after which an entry on disk is copied to the heap, the write
 *     included; 1 to 255
 * @param demotionIdle time without access after which an entry leaves the heap
 * @param demotionMinAccesses an entry the scan meets for the second time with fewer accesses leaves
 *     the heap; 0 = never for this reason
 * @param scanInterval time between two scans
 * @param halfLife accesses of the disk, as a multiple of the entries it holds, in which the weight
 *     of an old access halves; 0.01 to 10000
 * @param sizeExponent an entry's worth is divided by its size to this power; 0 to 1
 */
public record TieringSettings(
    Policy policy,
    int promotionThreshold,
    Duration demotionIdle,
    int demotionMinAccesses,
    Duration scanInterval,
    double halfLife,
    double sizeExponent) {
  /** How it is decided what is kept where. */
  public enum Policy {
    /** By a count of accesses, idle time and a fixed half-life. */
    THRESHOLD,
    /** By scores whose rules are learned. */
    ADAPTIVE
  }
}
