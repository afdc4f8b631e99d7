package com.heliosdb.edge.cache.benchmarks.region;

import com.heliosdb.edge.cache.benchmarks.Payload;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.Version;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A service of a region in a process of its own, with 1,000 records of 1 KB. */
@State(Scope.Benchmark)
public class RegionState {
  private static final int KEYS = 1_000;
  private static final int VALUE_BYTES = 1_024;

  /** The service. */
  @Param({"hazelcast", "azure-blob"})
  public String service;

  /** Who; {@code bare-sdk-transport} for Azure Blob only. */
  @Param({"edge", "bare"})
  public String peer;

  private RegionService running;
  private final byte[] value = Payload.bytes(VALUE_BYTES, 1);
  RegionClient client;
  private int asked;
  private int inserted;
  private long clock = 1;

  /** Starts the service and fills it. */
  @Setup
  public void start() throws Exception {
    running = RegionService.start(service);
    client = running.client(peer);
    inserted = KEYS;
    for (int i = 0; i < KEYS; i++) {
      client.insert(key(i), nextRecord());
    }
  }

  RegionKey nextKey() {
    return key(asked++ % KEYS);
  }

  RegionKey newKey() {
    return key(inserted++);
  }

  RegionRecord nextRecord() {
    return new RegionRecord(new Version(clock++, 1), RegionRecord.NEVER, value);
  }

  private static RegionKey key(int number) {
    return new RegionKey(number * 0x9E3779B97F4A7C15L, number, new byte[0]);
  }

  /** Ends the service. */
  @TearDown
  public void end() throws Exception {
    client.close();
    running.close();
  }
}
