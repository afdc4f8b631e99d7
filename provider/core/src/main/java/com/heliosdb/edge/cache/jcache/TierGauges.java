package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.stats.TierCounters;
import java.util.function.LongSupplier;

/**
 * What one tier did and what it holds.
 *
 * @param counters what it did
 * @param entries how many entries it holds now
 * @param bytes how many bytes it holds now, by its own reckoning
 */
record TierGauges(TierCounters counters, LongSupplier entries, LongSupplier bytes) {
  /** A tier the cache does not have. */
  static TierGauges none() {
    return new TierGauges(new TierCounters(), () -> 0, () -> 0);
  }

  /** Hits as a percentage of lookups; 0 without a lookup. */
  double hitPercentage() {
    long hits = counters.hits.sum();
    long lookups = hits + counters.misses.sum();
    return lookups == 0 ? 0 : 100.0 * hits / lookups;
  }
}
