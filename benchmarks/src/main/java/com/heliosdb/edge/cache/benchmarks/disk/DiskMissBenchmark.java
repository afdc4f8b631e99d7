package com.heliosdb.edge.cache.benchmarks.disk;

import com.heliosdb.edge.cache.benchmarks.Walk;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * A read of what is in no tier. With the peer {@code edge-counted} every call of the disk store is
 * counted, and one of them fails the run: the miss then cost no I/O.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DiskMissBenchmark {
  /** One thread's walk through keys that are not there. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Stranger {
    /** Reported by JMH beside the result: calls of the disk store. */
    public long storeCalls;

    private Walk walk;
    private long callsBefore;

    /** Makes the keys. */
    @Setup
    public void start(DiskState state, ThreadParams threads) {
      String[] absent =
          Arrays.stream(state.askedFor).map(key -> "no-" + key).toArray(String[]::new);
      walk = new Walk(absent, threads.getThreadIndex());
    }

    /** Looks at the counter. */
    @Setup(Level.Iteration)
    public void before() {
      callsBefore = CountingStoreProvider.calls();
    }

    /** Fails the run if something was found, or looked for in the store. */
    @TearDown(Level.Iteration)
    public void check() {
      storeCalls = CountingStoreProvider.calls() - callsBefore;
      walk.requireNoMiss();
      if (storeCalls > 0) {
        throw new IllegalStateException(storeCalls + " calls of the disk store for misses");
      }
    }
  }

  /** A miss. */
  @Benchmark
  public @Nullable Object miss(DiskState state, Stranger stranger) {
    byte[] value = state.cache.get(stranger.walk.next());
    stranger.walk.found(value == null);
    return value;
  }
}
