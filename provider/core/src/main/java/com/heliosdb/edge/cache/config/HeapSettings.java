package com.heliosdb.edge.cache.config;

/**
 * Bounds of the heap tier.
 *
 * @param capacityBytes bytes by the cache's own reckoning; at least 1
 * @param maxEntries entries; at least 1
 */
public record HeapSettings(long capacityBytes, long maxEntries) {}
