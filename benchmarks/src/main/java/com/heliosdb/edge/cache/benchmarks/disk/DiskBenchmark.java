package com.heliosdb.edge.cache.benchmarks.disk;

import com.heliosdb.edge.cache.benchmarks.Walk;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** Operations on entries that are on disk, with percentiles. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DiskBenchmark {
  /** One thread's walk through the keys; a key that is not found fails the run. */
  @State(Scope.Thread)
  public static class Reader {
    private Walk walk;
    private int writes;

    /** Starts where no other thread starts. */
    @Setup
    public void start(DiskState state, ThreadParams threads) {
      walk = new Walk(state.askedFor, threads.getThreadIndex());
    }

    byte[] nextValue(DiskState state) {
      return state.values[writes++ & (state.values.length - 1)];
    }

    /** Fails the run if anything was not found, or has left the disk tier. */
    @TearDown(Level.Iteration)
    public void check(DiskState state) {
      walk.requireNoMiss();
      state.cache.requireOnDisk(state.keys);
    }
  }

  /**
   * A walk whose keys are removed, and put back a quarter of a round later: late enough to be at
   * rest when they are removed again. For one thread.
   */
  @State(Scope.Thread)
  public static class Remover {
    private Walk walk;
    private Walk back;
    private int removed;
    private int lag;

    /** Starts both walks. */
    @Setup
    public void start(DiskState state) {
      walk = new Walk(state.askedFor, 0);
      back = new Walk(state.askedFor, 0);
      lag = state.askedFor.length / 4;
    }

    /** Puts back what was removed long ago; not measured. */
    @Setup(Level.Invocation)
    public void putBack(DiskState state) {
      if (removed++ >= lag) {
        state.cache.put(back.next(), state.values[0]);
      }
    }

    /** Fails the run if anything was not found. */
    @TearDown(Level.Iteration)
    public void check() {
      walk.requireNoMiss();
    }
  }

  /** A hit on disk. */
  @Benchmark
  public @Nullable Object get(DiskState state, Reader reader) {
    return reader.walk.found((Object) state.cache.get(reader.walk.next()));
  }

  /** A put in place of another value of the same size. */
  @Benchmark
  public void put(DiskState state, Reader reader) {
    state.cache.put(reader.walk.next(), reader.nextValue(state));
  }

  /** The removal of a key that is there. */
  @Benchmark
  public boolean remove(DiskState state, Remover remover) {
    return remover.walk.found(state.cache.remove(remover.walk.next()));
  }
}
