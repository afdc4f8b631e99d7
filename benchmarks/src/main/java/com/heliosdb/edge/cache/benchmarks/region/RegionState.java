package com.heliosdb.edge.cache.benchmarks.region;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A service of a region in a process of its own, and one client of it. */
@State(Scope.Benchmark)
public class RegionState {
  /** The service. */
  @Param({"hazelcast", "azure-blob"})
  public String service;

  /** Who; {@code bare-sdk-transport} for Azure Blob only. */
  @Param({"edge", "bare"})
  public String peer;

  private RegionService running;
  private RegionClient client;
  RegionCalls calls;

  /** Starts the service and fills it. */
  @Setup
  public void start() throws Exception {
    running = RegionService.start(service);
    client = running.client(peer);
    calls = new RegionCalls(client);
  }

  /** Ends the service. */
  @TearDown
  public void end() throws Exception {
    client.close();
    running.close();
  }
}
