package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.stats.CacheCounters;
import com.heliosdb.edge.cache.stats.LatencySampler;
import com.heliosdb.edge.cache.tier.Change;
import com.heliosdb.edge.cache.tier.Outcome;
import com.heliosdb.edge.cache.tier.TierHierarchy;
import java.util.function.Supplier;

/** Times operations, and counts what they come to, where statistics are on. Thread-safe. */
final class OperationCounts {
  private final TierHierarchy hierarchy;
  private final CacheCounters counters;
  private final TimeSource time;

  OperationCounts(TierHierarchy hierarchy, CacheCounters counters, TimeSource time) {
    this.hierarchy = hierarchy;
    this.counters = counters;
    this.time = time;
  }

  <T> T timed(LatencySampler times, Supplier<T> operation) {
    int weight = weightNow(times);
    if (weight == 0) {
      return operation.get();
    }
    long start = nanos();
    try {
      return operation.get();
    } finally {
      times.add(nanos() - start, weight);
    }
  }

  /** For how many operations this one stands, if it is timed; else 0. */
  int weightNow(LatencySampler times) {
    return counters.enabled() ? times.weightNow() : 0;
  }

  long nanos() {
    return time.nanos();
  }

  /** Counts what an operation came to, and only then throws what a listener threw. */
  void settle(Outcome outcome, boolean lookedUp) {
    if (counters.enabled()) {
      if (lookedUp) {
        hierarchy.countLookup(outcome);
      }
      if (outcome.stored() && outcome.change().kind() == Change.Kind.PUT) {
        counters.puts.increment();
      }
      if (outcome.existed() && outcome.change().kind() == Change.Kind.REMOVE) {
        counters.removals.increment();
      }
    }
    outcome.rethrow();
  }
}
