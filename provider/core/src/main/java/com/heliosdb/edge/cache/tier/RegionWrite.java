package com.heliosdb.edge.cache.tier;

import org.jspecify.annotations.Nullable;

/**
 * One write as the region is to have it.
 *
 * @param key what was written
 * @param version the version of the write
 * @param record what to keep; null = the key was removed
 * @param loaded whether it came from the loader, not from a user
 */
record RegionWrite(KeyRef key, long version, @Nullable DiskRecord record, boolean loaded) {}
