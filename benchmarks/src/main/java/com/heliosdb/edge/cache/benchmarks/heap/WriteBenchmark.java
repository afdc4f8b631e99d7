package com.heliosdb.edge.cache.benchmarks.heap;

import com.heliosdb.edge.cache.benchmarks.Payload;
import com.heliosdb.edge.cache.benchmarks.Walk;
import java.io.Serial;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Operations on keys that are there, which stay there. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class WriteBenchmark {
  private static final int BATCH = 100;

  /** Values made beforehand; a new one each time. */
  @State(Scope.Thread)
  public static class Values {
    private static final int COUNT = 1 << 10;

    private final Object[] values = new Object[COUNT];
    private int at;

    /** Makes them. */
    @Setup
    public void make(CacheState state) {
      Payload payload = Payload.named(state.payload);
      for (int i = 0; i < COUNT; i++) {
        values[i] = payload.value(i);
      }
    }

    Object next() {
      return values[at++ & (COUNT - 1)];
    }
  }

  /** Sets of keys made beforehand. */
  @State(Scope.Thread)
  public static class Batches {
    private static final int COUNT = 1 << 6;

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
    private final Set<String>[] batches = new Set[COUNT];

    private int at;

    /** Makes them. */
    @Setup
    public void make(CacheState state) {
      Walk walk = new Walk(state.workload.walk(), 0);
      for (int i = 0; i < COUNT; i++) {
        Set<String> batch = new HashSet<>();
        while (batch.size() < BATCH) {
          batch.add(walk.next());
        }
        batches[i] = batch;
      }
    }

    Set<String> next() {
      return batches[at++ & (COUNT - 1)];
    }
  }

  /** {@code put} in place of another value. */
  @Benchmark
  public void putExisting(CacheState state, Reader reader, Values values) {
    state.cache.put(reader.walk.next(), values.next());
  }

  /** {@code putIfAbsent} of a key that is there, which changes nothing. */
  @Benchmark
  public boolean putIfAbsentOfExisting(CacheState state, Reader reader, Values values) {
    return reader.walk.found(!state.cache.putIfAbsent(reader.walk.next(), values.next()));
  }

  /** {@code invoke} of a processor that reads the value and sets another. */
  @Benchmark
  public @Nullable Object invoke(CacheState state, Reader reader, Values values) {
    return reader.walk.found(state.cache.invoke(reader.walk.next(), new Replace(), values.next()));
  }

  /** {@code getAll} of a hundred keys; the time is that of one key. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Map<String, Object> getAll(CacheState state, Reader reader, Batches batches) {
    Map<String, Object> found = state.cache.getAll(batches.next());
    reader.walk.found(found.size() == BATCH);
    return found;
  }

  /** Sets the value to its argument and returns the old one. */
  static final class Replace implements EntryProcessor<String, Object, Object>, Serializable {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Object process(MutableEntry<String, Object> entry, Object... arguments) {
      Object old = entry.getValue();
      entry.setValue(arguments[0]);
      return old;
    }
  }
}
