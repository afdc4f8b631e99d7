package com.heliosdb.edge.cache.management;

/**
 * What a region tier did since the statistics were cleared, besides what every tier does.
 *
 * @param lookups times the region was wanted for a key: by reads, by operations that have to know
 *     the entry before, and by checks of entries in doubt
 * @param coalesced of these, how many shared the answer to another lookup of their key
 * @param skipped of these, how many were not sent, since the answer would not have been used, or
 *     the region had not answered for another key of the same call
 * @param bytesRead bytes of the values that were read
 * @param bytesWritten bytes of the values that were written
 * @param timeouts operations that took longer than their deadline
 * @param rejections writes that were refused, because the region had something newer
 * @param invalidationsSent invalidations told to other nodes
 * @param invalidationsReceived invalidations heard from other nodes
 * @param invalidationsMissed invalidations of other nodes that are known to be lost
 * @param suspectsChecked entries that were compared with the region because they were in doubt
 * @param breaker whether the store is let through to now: CLOSED, OPEN or HALF_OPEN; of two stores
 *     the worse
 */
public record RegionStatistics(
    long lookups,
    long coalesced,
    long skipped,
    long bytesRead,
    long bytesWritten,
    long timeouts,
    long rejections,
    long invalidationsSent,
    long invalidationsReceived,
    long invalidationsMissed,
    long suspectsChecked,
    String breaker) {}
