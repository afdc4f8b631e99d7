package com.heliosdb.edge.cache.benchmarks.heap;

import com.heliosdb.edge.cache.benchmarks.Names;
import com.heliosdb.edge.cache.benchmarks.Payload;
import com.heliosdb.edge.cache.benchmarks.Workload;
import com.heliosdb.edge.cache.benchmarks.peer.CacheSpec;
import com.heliosdb.edge.cache.benchmarks.peer.CacheSpec.Lifetime;
import com.heliosdb.edge.cache.benchmarks.peer.Peer;
import com.heliosdb.edge.cache.benchmarks.peer.Peers;
import javax.cache.Cache;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A cache of one peer, filled with every key of a workload. */
@State(Scope.Benchmark)
public class CacheState {
  /** Who. */
  @Param({"edge", "edge-disk", "caffeine", "cache2k", "ehcache", "infinispan", "hazelcast", "map"})
  public String peer;

  /** Which keys: hot, zipf, 10k, 100k, 1m. */
  @Param({"hot", "zipf"})
  public String keys;

  /** Which values: string, bytes, bean. */
  @Param("string")
  public String payload;

  /** Whether statistics are on. */
  @Param("false")
  public boolean statistics;

  /** Whether values are stored by reference. */
  @Param("false")
  public boolean byReference;

  /** When entries expire: eternal, ttl, access. */
  @Param("eternal")
  public String lifetime;

  Cache<String, Object> cache;
  Workload workload;
  private Peer started;

  /** Opens and fills the cache, and checks that it holds everything. */
  @Setup
  public void open() {
    workload = Workload.named(keys);
    Payload values = Payload.named(payload);
    started = Peers.start(peer);
    cache =
        started.open(
            new CacheSpec<>(
                "measured",
                values.type(),
                workload.keys().length,
                statistics,
                byReference,
                Names.find(Lifetime.class, "lifetime", lifetime)));
    fill(values);
    started.warm(cache, workload.keys());
  }

  private void fill(Payload values) {
    String[] all = workload.keys();
    for (int i = 0; i < all.length; i++) {
      cache.put(all[i], values.value(i));
    }
    for (String key : all) {
      if (!cache.containsKey(key)) {
        throw new IllegalStateException(
            "%s lost '%s' of %d entries that it has room for".formatted(peer, key, all.length));
      }
    }
  }

  /** Closes the peer. */
  @TearDown
  public void close() {
    started.close();
  }
}
