package com.heliosdb.edge.cache.benchmarks.compare;

import com.heliosdb.edge.cache.benchmarks.Payload;
import com.heliosdb.edge.cache.benchmarks.Workload;
import com.heliosdb.edge.cache.benchmarks.peer.CacheSpec;
import com.heliosdb.edge.cache.benchmarks.peer.Peer;
import com.heliosdb.edge.cache.benchmarks.peer.Peers;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.util.Locale;
import javax.cache.Cache;
import org.openjdk.jol.info.GraphLayout;

/**
 * {@code memory PEER ENTRIES}: prints the bytes of heap that an entry takes besides its key and
 * value, which the caller holds: first by walking the graph of objects, then by the use of the heap
 * after collection. A peer that keeps copies of keys and values is charged for them. With {@code
 * edge-disk} no entry is read, so that all are on disk only.
 */
public final class MemoryCommand {
  private static final int COLLECTIONS = 4;
  // A warm-up: classes and tables that the first entries bring.
  private static final int FIRST = 1_000;

  private MemoryCommand() {}

  /**
   * Measures in this JVM.
   *
   * @throws IllegalArgumentException for another number of arguments, or no such peer
   */
  public static void run(String[] arguments, PrintStream out) {
    if (arguments.length != 2 || !arguments[1].matches("[1-9][0-9]{0,7}")) {
      throw new IllegalArgumentException(
          "memory takes a peer and a number of entries; the peers are "
              + String.join(", ", Peers.names()));
    }
    int entries = Integer.parseInt(arguments[1]);
    String[] keys = Workload.keys(entries + FIRST);
    Object[] values = new Object[keys.length];
    for (int i = 0; i < keys.length; i++) {
      values[i] = Payload.STRING.value(i);
    }
    try (Peer peer = Peers.start(arguments[0])) {
      Cache<String, Object> cache =
          peer.open(CacheSpec.of("measured", Payload.STRING.type(), keys.length));
      put(cache, keys, values, 0, FIRST);
      double graphBefore = graphBytes(cache, keys, values);
      double heapBefore = heapBytes();
      put(cache, keys, values, FIRST, keys.length);
      double heap = heapBytes() - heapBefore;
      double graph = graphBytes(cache, keys, values) - graphBefore;
      out.printf(Locale.ROOT, "%.1f %.1f%n", graph / entries, heap / entries);
    } finally {
      // The caller's objects are on the heap whenever it is looked at.
      Reference.reachabilityFence(keys);
      Reference.reachabilityFence(values);
    }
  }

  private static void put(
      Cache<String, Object> cache, String[] keys, Object[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      cache.put(keys[i], values[i]);
    }
  }

  /** The objects reachable from the cache and not from the caller's keys and values. */
  private static double graphBytes(Cache<?, ?> cache, String[] keys, Object[] values) {
    try {
      GraphLayout callers = GraphLayout.parseInstance(keys, values);
      return GraphLayout.parseInstance(cache).subtract(callers).totalSize();
    } catch (RuntimeException e) {
      // Some graphs hold objects that the JDK lets nobody look into.
      return Double.NaN;
    }
  }

  private static double heapBytes() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
