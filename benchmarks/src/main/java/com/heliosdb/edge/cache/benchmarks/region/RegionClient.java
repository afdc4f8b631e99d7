package com.heliosdb.edge.cache.benchmarks.region;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Who reads and writes records in a service; waits for each answer. For one thread at a time. */
interface RegionClient extends AutoCloseable {
  /** The stored bytes of a key; null if there are none. */
  byte @Nullable [] get(RegionKey key) throws Exception;

  /** Stores the first record of a key. */
  void insert(RegionKey key, RegionRecord record) throws Exception;

  /** Stores a newer record in place of the one that is there. */
  void update(RegionKey key, RegionRecord record) throws Exception;

  @Override
  void close() throws IOException;
}
