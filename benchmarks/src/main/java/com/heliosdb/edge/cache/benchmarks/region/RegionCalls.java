package com.heliosdb.edge.cache.benchmarks.region;

import com.heliosdb.edge.cache.benchmarks.Payload;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.Version;

/** The calls that are measured, by one client over 1,000 records of 1 KB. For one thread. */
final class RegionCalls {
  private static final int KEYS = 1_000;
  private static final int VALUE_BYTES = 1_024;

  private final RegionClient client;
  private final byte[] value = Payload.bytes(VALUE_BYTES, 1);
  private int asked;
  private int inserted;
  private long clock = 1;

  /** Writes the records. */
  RegionCalls(RegionClient client) throws Exception {
    this.client = client;
    for (int i = 0; i < KEYS; i++) {
      insert();
    }
  }

  /** Reads a record that is there. */
  byte[] get() throws Exception {
    byte[] found = client.get(nextKey());
    if (found == null) {
      throw new IllegalStateException("A record was not found");
    }
    return found;
  }

  /** Writes the first record of a key. */
  void insert() throws Exception {
    client.insert(key(inserted++), nextRecord());
  }

  /** Writes a newer record of a key. */
  void update() throws Exception {
    client.update(nextKey(), nextRecord());
  }

  private RegionKey nextKey() {
    return key(asked++ % KEYS);
  }

  private RegionRecord nextRecord() {
    return new RegionRecord(new Version(clock++, 1), RegionRecord.NEVER, value);
  }

  private static RegionKey key(int number) {
    return new RegionKey(number * 0x9E3779B97F4A7C15L, number, new byte[0]);
  }
}
