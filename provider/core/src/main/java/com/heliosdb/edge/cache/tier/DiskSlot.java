package com.heliosdb.edge.cache.tier;

/**
 * What the index knows of a record on disk: a snapshot.
 *
 * @param version the version of the record
 * @param deadline absolute milliseconds, {@link HeapEntry#NEVER} if it never expires; outranks the
 *     one in the record, which may be older
 * @param bytes the size of the record
 * @param accesses reads on disk since it was written or demoted, the write itself included;
 *     saturating
 * @param touchedSeconds the last access, in seconds since the epoch
 * @param onHeap whether the heap tier holds this version too
 * @param suspect whether the region may have a newer version
 */
record DiskSlot(
    long version,
    long deadline,
    int bytes,
    int accesses,
    int touchedSeconds,
    boolean onHeap,
    boolean suspect) {}
