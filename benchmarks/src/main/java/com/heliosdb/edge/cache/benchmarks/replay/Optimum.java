package com.heliosdb.edge.cache.benchmarks.replay;

import java.util.Arrays;

/**
 * What a cache could reach that knows the future: it keeps the keys whose next request is nearest,
 * and keeps a new one out if its next request is farthest (Belady 1966, with bypass).
 */
final class Optimum {
  private static final int NEVER = -1;

  private final int[] next;

  Optimum(Trace trace) {
    next = new int[trace.requests()];
    int[] later = new int[trace.uniqueKeys()];
    Arrays.fill(later, NEVER);
    for (int i = next.length - 1; i >= 0; i--) {
      int key = trace.key(i);
      next[i] = later[key];
      later[key] = i;
    }
  }

  /** The most requests a cache of this many entries can answer. */
  long hits(int capacity) {
    PositionSet awaited = new PositionSet(next.length);
    int held = 0;
    long hits = 0;
    for (int i = 0; i < next.length; i++) {
      if (awaited.contains(i)) {
        hits++;
        awaited.remove(i);
        held--;
      }
      if (next[i] == NEVER) {
        continue;
      }
      if (held < capacity) {
        awaited.add(next[i]);
        held++;
      } else if (capacity > 0 && awaited.last() > next[i]) {
        awaited.remove(awaited.last());
        awaited.add(next[i]);
      }
    }
    return hits;
  }
}
