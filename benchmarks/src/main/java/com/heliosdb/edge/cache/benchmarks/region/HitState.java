package com.heliosdb.edge.cache.benchmarks.region;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.benchmarks.Walk;
import com.heliosdb.edge.cache.benchmarks.Workload;
import com.heliosdb.edge.cache.benchmarks.peer.EdgePeer;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.hazelcast.testing.HazelcastMembers;
import java.net.URI;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * 1,000 keys on the heap of a cache whose region is one Hazelcast member, and a thread that asks
 * the cache about a hundred times a second for other keys, and writes them.
 */
@State(Scope.Benchmark)
public class HitState {
  private static final String PREFIX = "heliosdb.edge.cache.";
  private static final long PAUSE_NANOS = 5_000_000;
  private static final int WRITES_OF_OTHERS = 20;
  private static final int MOST_TRIES = 100;
  private static final int QUIET_HEARTBEATS = 3;
  private static final long HEARTBEAT_NANOS = 1_000_000_000;

  /** How the region does: healthy, hanging, away. */
  @Param({"edge-healthy", "edge-hanging", "edge-away"})
  public String peer;

  EdgeCache<String, String> cache;
  Walk walk;
  private HazelcastMembers members;
  private CachingProvider provider;
  private volatile boolean ended;
  private Thread others;

  /** Fills the cache, and then does to the region what is to be done to it. */
  @Setup
  public void start() throws Exception {
    members = HazelcastMembers.start(1);
    provider = Caching.getCachingProvider(EdgePeer.PROVIDER);
    CacheManager manager = provider.getCacheManager(URI.create("benchmark:hits"), null, settings());
    cache = created(manager);
    Workload workload = Workload.named("hot");
    fillForGood(workload.keys());
    walk = new Walk(workload.walk(), 0);
    switch (peer) {
      case "edge-healthy" -> {}
      case "edge-hanging" -> {
        members.freeze(0);
        fillWithoutRegion(workload.keys());
      }
      case "edge-away" -> {
        members.kill(0);
        fillWithoutRegion(workload.keys());
      }
      default -> throw new IllegalArgumentException("There is no region " + peer);
    }
    others = new Thread(this::askForOthers, "others");
    others.start();
  }

  @SuppressWarnings("unchecked") // unwrap takes a raw class, as JSR-107 has it
  private static EdgeCache<String, String> created(CacheManager manager) {
    return manager
        .createCache(
            "measured",
            new MutableConfiguration<String, String>().setTypes(String.class, String.class))
        .unwrap(EdgeCache.class);
  }

  /**
   * What is put before the node hears of others' writes may be older than one of those, and leaves
   * the heap when it does, to be read from the region at its next use. So it is put until all of it
   * stays.
   */
  private void fillForGood(String[] keys) {
    int quiet = 0;
    for (int i = 0; quiet < QUIET_HEARTBEATS && i < MOST_TRIES; i++) {
      quiet = putMissing(keys) ? 0 : quiet + 1;
      LockSupport.parkNanos(HEARTBEAT_NANOS);
    }
    requireOnHeap(keys);
  }

  /** When the cache has found the region away, nothing leaves the heap for its sake any more. */
  private void fillWithoutRegion(String[] keys) {
    for (int i = 0; !cache.tiersAside().contains(Tier.REGION); i++) {
      cache.get("before " + i);
    }
    for (int i = 0; i < MOST_TRIES && putMissing(keys); i++) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    requireOnHeap(keys);
  }

  /** Whether some were not on the heap. */
  private boolean putMissing(String[] keys) {
    boolean some = false;
    for (String key : keys) {
      if (!isOnHeap(key)) {
        some = true;
        cache.put(key, "a value");
      }
    }
    return some;
  }

  private void requireOnHeap(String[] keys) {
    for (String key : keys) {
      if (!isOnHeap(key)) {
        throw new IllegalStateException("The cache does not keep '%s' on the heap".formatted(key));
      }
    }
  }

  private boolean isOnHeap(String key) {
    return cache.tierOf(key).filter(Tier.HEAP::equals).isPresent();
  }

  private Properties settings() {
    Properties settings = new Properties();
    settings.setProperty(PREFIX + "region.enabled", "true");
    settings.setProperty(PREFIX + "region.store", "hazelcast");
    settings.setProperty(PREFIX + "region.hazelcast.cluster-name", members.clusterName());
    settings.setProperty(PREFIX + "region.hazelcast.members", members.addresses());
    return settings;
  }

  private void askForOthers() {
    for (int i = 0; !ended; i++) {
      cache.get("other " + i);
      for (int write = 0; i % WRITES_OF_OTHERS == 0 && write < WRITES_OF_OTHERS; write++) {
        cache.put("other " + write, "a value");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Fails the run if anything was not found. */
  @TearDown(Level.Iteration)
  public void check() {
    walk.requireNoMiss();
  }

  /** Ends everything. */
  @TearDown
  public void end() throws Exception {
    ended = true;
    others.join();
    // A frozen member would hold up the client's end.
    members.close();
    provider.close();
  }
}
