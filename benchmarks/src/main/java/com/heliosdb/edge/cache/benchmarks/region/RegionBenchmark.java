package com.heliosdb.edge.cache.benchmarks.region;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** A region store beside the bare client's same calls, one at a time, with percentiles. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RegionBenchmark {
  /** A record that is there. */
  @Benchmark
  public byte[] get(RegionState state) throws Exception {
    return state.calls.get();
  }

  /** The first record of a key. */
  @Benchmark
  public void insert(RegionState state) throws Exception {
    state.calls.insert();
  }

  /** A newer record of a key. */
  @Benchmark
  public void update(RegionState state) throws Exception {
    state.calls.update();
  }
}
