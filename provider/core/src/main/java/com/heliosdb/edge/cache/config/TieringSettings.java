package com.heliosdb.edge.cache.config;

import java.time.Duration;

/**
 * What moves entries between tiers.
 *
 * @param promotionThreshold accesses after which an entry on disk is copied to the heap, the write
 *     included; 1 to 255
 * @param demotionIdle time without access after which an entry leaves the heap
 * @param demotionMinAccesses an entry the scan meets for the second time with fewer accesses leaves
 *     the heap; 0 = never for this reason
 * @param scanInterval time between two scans
 * @param halfLife time in which the weight of an old access halves
 */
public record TieringSettings(
    int promotionThreshold,
    Duration demotionIdle,
    int demotionMinAccesses,
    Duration scanInterval,
    Duration halfLife) {}
