package com.heliosdb.edge.cache.benchmarks.heap;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Nine reads to one write, with percentiles of the time that one operation takes. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(2)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MixedBenchmark {
  private static final int READS_TO_A_WRITE = 9;

  /** When the next write is due. */
  @State(Scope.Thread)
  public static class Turn {
    private int readsLeft = READS_TO_A_WRITE;

    boolean isWrite() {
      if (readsLeft-- > 0) {
        return false;
      }
      readsLeft = READS_TO_A_WRITE;
      return true;
    }
  }

  /** A read of a key that is there, or a write of one. */
  @Benchmark
  public @Nullable Object readOrWrite(
      CacheState state, Reader reader, WriteBenchmark.Values values, Turn turn) {
    String key = reader.walk.next();
    if (turn.isWrite()) {
      state.cache.put(key, values.next());
      return key;
    }
    return reader.walk.found(state.cache.get(key));
  }
}
