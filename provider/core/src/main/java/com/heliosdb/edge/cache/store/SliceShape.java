package com.heliosdb.edge.cache.store;

/**
 * How large the slices of a store are. The disk engine rounds a record with its 28 bytes of header
 * up to a power of two and its chunks likewise, and keeps up to 64 bytes of table for it, so a pool
 * is {@value #POOL_FACTOR} times the payload: enough for records of 100 bytes and more. A pool is
 * the length up to which a sparse file may grow, not what it takes; 1 KiB records take about twice
 * their size.
 *
 * @param slices the number of slices; a power of two
 * @param poolBytes the greatest length of a slice's data file
 * @param segments the number of independently locked parts of a slice
 */
record SliceShape(int slices, long poolBytes, int segments) {
  /** Pool per payload. */
  static final int POOL_FACTOR = 4;

  /** Room in each slice for records that the hash happens to send there, and for tables. */
  private static final long SPARE_BYTES = 32L << 20;

  private static final int SEGMENTS_OF_ALL_SLICES = 64;
  private static final int MAX_SEGMENTS = 16;

  /** The engine's header of a record and the key. */
  private static final int RECORD_OVERHEAD_BYTES = 28;

  /** The shape of a store that has room for this payload. */
  static SliceShape of(long capacityBytes, int slices) {
    long pool = POOL_FACTOR * (capacityBytes / slices + 1) + SPARE_BYTES;
    int segments = Math.max(1, Math.min(MAX_SEGMENTS, SEGMENTS_OF_ALL_SLICES / slices));
    return new SliceShape(slices, pool, segments);
  }

  /** The same with room for a data file that exists already. */
  SliceShape withRoomFor(long dataBytes) {
    return new SliceShape(slices, Math.max(poolBytes, dataBytes), segments);
  }

  /**
   * The largest record that is accepted: the engine would empty the whole slice to make room for
   * one that cannot fit.
   */
  long maxRecordBytes() {
    return Long.highestOneBit(poolBytes) / 4 - RECORD_OVERHEAD_BYTES;
  }
}
