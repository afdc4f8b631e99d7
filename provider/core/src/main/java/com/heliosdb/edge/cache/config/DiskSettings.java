package com.heliosdb.edge.cache.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The disk tier.
 *
 * @param enabled whether there is one
 * @param path the root of all managers' directories
 * @param capacityBytes bytes of payload; at least 1 MiB
 * @param maxEntries entries; at least 1
 * @param store the name of a {@link com.heliosdb.edge.cache.spi.DiskStoreProvider}
 * @param slices slices of a new directory; a power of two, 1 to 256
 * @param highWater share of capacity and entries above which entries are evicted; 0.5 to 1
 * @param minFreeBytes free bytes the file system must keep; below, the tier steps aside
 * @param retryAfter time between two attempts to come back after a fault
 * @param writeBudgetBytesPerDay bytes a day above which only keys that were seen before are
 *     written; 0 = no such bound
 */
public record DiskSettings(
    boolean enabled,
    Path path,
    long capacityBytes,
    long maxEntries,
    String store,
    int slices,
    double highWater,
    long minFreeBytes,
    Duration retryAfter,
    long writeBudgetBytesPerDay) {}
