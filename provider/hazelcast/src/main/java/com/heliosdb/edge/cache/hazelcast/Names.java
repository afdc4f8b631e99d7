package com.heliosdb.edge.cache.hazelcast;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What things are called in Hazelcast. Slashes stand between the parts only; {@code *} (wildcards)
 * and {@code @} (partitions), which Hazelcast would take for its own, do not occur.
 */
record Names(String region, String cache) {
  private static final String ROOT = "heliosdb-edge-cache/";

  /** Of the cache that holds which generation of each cache is in force. */
  String ledger() {
    return ROOT + encoded(region);
  }

  /** Of the cache that holds the records of a generation. */
  String records(long generation) {
    return broadcast() + "/" + generation;
  }

  /** Of the ring buffer. */
  String broadcast() {
    return ledger() + "/" + encoded(cache);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("*", "%2A");
  }
}
