package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.spi.RegionStore;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * What a region tier is built of. The store is closed, and the worker ended, with the hierarchy.
 *
 * @param store the bytes
 * @param patience how long a caller waits for the store; longer than its own deadlines
 * @param node who writes: another number each time a cache is opened, never 0
 * @param worker one thread, for messages of other nodes and what is to be made up for
 * @param breaker whether the store is let through to: CLOSED, OPEN or HALF_OPEN
 */
public record RegionParts(
    RegionStore store,
    Duration patience,
    long node,
    ExecutorService worker,
    Supplier<String> breaker) {
  /** Gives up what no hierarchy took over. */
  void abandon() {
    worker.shutdown();
    try {
      store.close();
    } catch (IOException e) {
      // Whatever kept the hierarchy from being built is what is thrown.
      return;
    }
  }
}
