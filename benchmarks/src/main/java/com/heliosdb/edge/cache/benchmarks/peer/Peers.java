package com.heliosdb.edge.cache.benchmarks.peer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The peers by name. A new one is a class and a line here. */
public final class Peers {
  private static final Map<String, Supplier<Peer>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("edge", EdgePeer::heapOnly);
    BY_NAME.put("edge-disk", EdgePeer::heapAndDisk);
    BY_NAME.put("caffeine", CaffeinePeer::new);
    BY_NAME.put("cache2k", Cache2kPeer::new);
    BY_NAME.put("ehcache", EhcachePeer::new);
    BY_NAME.put("infinispan", InfinispanPeer::new);
    BY_NAME.put("hazelcast", HazelcastPeer::new);
    BY_NAME.put("map", MapPeer::new);
  }

  private Peers() {}

  /** The names, ours first. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(BY_NAME.keySet());
  }

  /**
   * Starts a peer.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Peer start(String name) {
    Supplier<Peer> peer = BY_NAME.get(name);
    if (peer == null) {
      throw new IllegalArgumentException(
          "There is no peer '%s'; the peers are %s".formatted(name, String.join(", ", names())));
    }
    return peer.get();
  }
}
