package com.heliosdb.edge.cache.benchmarks.region;

import java.io.IOException;

/** A service on loopback in a process of its own, and who talks to it. */
interface RegionService extends AutoCloseable {
  /** Starts a service by its name in {@code region.store}. */
  static RegionService start(String name) throws IOException {
    return switch (name) {
      case "hazelcast" -> new HazelcastService();
      case "azure-blob" -> new AzureBlobService();
      default -> throw new IllegalArgumentException("There is no region in " + name);
    };
  }

  /**
   * A client.
   *
   * @param peer {@code edge} = our store; else the service's own client, in one way or another
   */
  RegionClient client(String peer) throws Exception;

  @Override
  void close();
}
