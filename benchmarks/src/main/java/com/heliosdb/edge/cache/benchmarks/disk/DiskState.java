package com.heliosdb.edge.cache.benchmarks.disk;

import com.heliosdb.edge.cache.benchmarks.Payload;
import com.heliosdb.edge.cache.benchmarks.Workload;
import com.heliosdb.edge.cache.benchmarks.peer.TemporaryDirectory;
import java.util.Collections;
import java.util.Random;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A cache whose entries are at rest on disk: filled, closed and opened again, so that no queue of
 * writes is left to answer from. The operating system's page cache is warm. Where there is a heap
 * tier it has room for one entry in a hundred, and keys are asked for in a cycle longer than that.
 */
@State(Scope.Benchmark)
public class DiskState {
  private static final int ON_HEAP_ONE_IN = 100;
  private static final int BYTES_OF_ALL = 1 << 25;
  private static final long SEED = 107;

  /** Who. */
  @Param({"edge", "ehcache-disk", "ehcache-heap-disk"})
  public String peer;

  /** Bytes of a value. */
  @Param({"1024", "16384"})
  public int valueBytes;

  private final TemporaryDirectory directory = new TemporaryDirectory();
  DiskCache cache;
  String[] keys;
  String[] askedFor;
  byte[][] values;

  /** Fills the cache and brings it to rest. */
  @Setup
  public void open() {
    int count = BYTES_OF_ALL / valueBytes;
    keys = Workload.keys(count);
    askedFor = Workload.keys(count);
    Collections.shuffle(java.util.Arrays.asList(askedFor), new Random(SEED));
    values = new byte[64][];
    for (int i = 0; i < values.length; i++) {
      values[i] = Payload.bytes(valueBytes, i);
    }
    cache = DiskCaches.open(peer, directory.path(), count / ON_HEAP_ONE_IN);
    for (int i = 0; i < count; i++) {
      cache.put(keys[i], values[i % values.length]);
    }
    cache.close();
    cache = DiskCaches.open(peer, directory.path(), count / ON_HEAP_ONE_IN);
    cache.requireOnDisk(keys);
  }

  /** Cleans up. */
  @TearDown
  public void close() {
    cache.close();
    directory.close();
  }
}
