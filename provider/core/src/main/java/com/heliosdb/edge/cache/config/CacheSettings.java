package com.heliosdb.edge.cache.config;

/**
 * All settings of one cache, validated. Immutable.
 *
 * @param cacheName the cache they are for
 * @param heap the heap tier
 * @param disk the disk tier
 * @param diskIsOwn whether the cache's own configuration, not a default of the manager, switched
 *     the disk tier on
 * @param region the region tier
 * @param regionIsOwn the same for the region tier
 * @param tiering what moves entries
 * @param prefetch what is fetched before it is asked for
 * @param loading how reads deal with a loader that is slow or fails
 * @param expiry what becomes of times to live
 * @param serialization limits and immutable types
 */
public record CacheSettings(
    String cacheName,
    HeapSettings heap,
    DiskSettings disk,
    boolean diskIsOwn,
    RegionSettings region,
    boolean regionIsOwn,
    TieringSettings tiering,
    PrefetchSettings prefetch,
    LoadingSettings loading,
    ExpirySettings expiry,
    SerializationSettings serialization) {}
