package com.heliosdb.edge.cache.benchmarks.peer;

import javax.cache.Cache;

/** A bare ConcurrentHashMap: no cache, but the floor that every cache stands on. */
final class MapPeer implements Peer {
  @Override
  public String version() {
    return "JDK " + Runtime.version();
  }

  @Override
  public <V> Cache<String, V> open(CacheSpec<V> spec) {
    return new MapCache<>(spec.name());
  }

  @Override
  public void close() {}
}
