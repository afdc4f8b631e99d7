package com.heliosdb.edge.cache.benchmarks.heap;

import com.heliosdb.edge.cache.benchmarks.peer.CacheSpec;
import com.heliosdb.edge.cache.benchmarks.peer.Peer;
import com.heliosdb.edge.cache.benchmarks.peer.Peers;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a fresh JVM waits for: from the provider's class to the first value read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(10)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class StartBenchmark {
  /** Who. */
  @Param({"edge", "edge-disk", "caffeine", "cache2k", "ehcache", "infinispan", "hazelcast", "map"})
  public String peer;

  private @Nullable Peer started;

  /** Loads the provider, opens a cache, puts one entry and reads it. */
  @Benchmark
  public String start() {
    Peer fresh = Peers.start(peer);
    started = fresh;
    Cache<String, String> cache = fresh.open(CacheSpec.of("first", String.class, 1_000));
    cache.put("key", "value");
    return Objects.requireNonNull(cache.get("key"), "the entry just put");
  }

  /** Closes the peer. */
  @TearDown
  public void close() {
    if (started != null) {
      started.close();
    }
  }
}
