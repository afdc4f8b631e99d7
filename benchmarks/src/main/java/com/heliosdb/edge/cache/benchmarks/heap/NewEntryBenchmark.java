package com.heliosdb.edge.cache.benchmarks.heap;

import com.heliosdb.edge.cache.benchmarks.Payload;
import com.heliosdb.edge.cache.benchmarks.Walk;
import com.heliosdb.edge.cache.benchmarks.Workload;
import com.heliosdb.edge.cache.benchmarks.peer.CacheSpec;
import com.heliosdb.edge.cache.benchmarks.peer.Peer;
import com.heliosdb.edge.cache.benchmarks.peer.Peers;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Entries that come and go: each call begins with a cache that is empty, or full, and handles ten
 * thousand entries; the time is that of one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class NewEntryBenchmark {
  private static final int ENTRIES = 10_000;

  /** Who. */
  @Param({"edge", "caffeine", "cache2k", "ehcache", "infinispan", "hazelcast", "map"})
  public String peer;

  /** Which values: string, bytes, bean. */
  @Param("string")
  public String payload;

  private final String[] keys = Workload.keys(ENTRIES);
  private final String[] askedFor = Workload.keys(ENTRIES);
  private final Object[] values = new Object[ENTRIES];
  private final Walk counted = new Walk(Workload.keys(1), 0);
  private Peer started;
  private Cache<String, Object> cache;

  /** Opens the cache. */
  @Setup
  public void open() {
    Payload kind = Payload.named(payload);
    for (int i = 0; i < ENTRIES; i++) {
      values[i] = kind.value(i);
    }
    started = Peers.start(peer);
    cache = started.open(CacheSpec.of("measured", kind.type(), ENTRIES));
  }

  /** What a call to {@link #remove} begins with. */
  @State(Scope.Thread)
  public static class Full {
    /** Puts everything. */
    @Setup(Level.Invocation)
    public void fill(NewEntryBenchmark benchmark) {
      benchmark.putAll();
    }
  }

  /** What a call to the others begins with. */
  @State(Scope.Thread)
  public static class Empty {
    /** Removes everything. */
    @Setup(Level.Invocation)
    public void empty(NewEntryBenchmark benchmark) {
      benchmark.cache.clear();
    }
  }

  private void putAll() {
    for (int i = 0; i < ENTRIES; i++) {
      cache.put(keys[i], values[i]);
    }
  }

  /** {@code put} of keys that are not there. */
  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public void putNew(Empty before) {
    putAll();
  }

  /** {@code putIfAbsent} of keys that are not there. */
  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public void putIfAbsentOfNew(Empty before) {
    for (int i = 0; i < ENTRIES; i++) {
      counted.found(cache.putIfAbsent(keys[i], values[i]));
    }
  }

  /** {@code remove} of keys that are there. */
  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public void remove(Full before) {
    for (String key : askedFor) {
      counted.found(cache.remove(key));
    }
  }

  /** Fails the run if anything was not found, or found where it should not be. */
  @TearDown(Level.Iteration)
  public void check() {
    counted.requireNoMiss();
  }

  /** Closes the peer. */
  @TearDown
  public void close() {
    started.close();
  }
}
