package com.heliosdb.edge.cache.store;

/** The 128-bit hash under which a record is kept. Immutable. */
record RecordKey(long high, long low) {
  /** Stored with each record: part of the format, not to be changed without a new one. */
  @Override
  public int hashCode() {
    long mixed = (high ^ Long.rotateLeft(low, 32)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordKey key && high == key.high && low == key.low;
  }
}
