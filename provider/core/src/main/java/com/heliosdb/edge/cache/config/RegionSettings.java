package com.heliosdb.edge.cache.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The region tier. Immutable but for the options, which are read once, by the stores.
 *
 * @param enabled whether there is one
 * @param stores names of one or two {@link com.heliosdb.edge.cache.spi.RegionStoreProvider}s, the
 *     front first
 * @param name of the region; nodes with the same one share their entries
 * @param capacityBytes bytes that the cache may take in the region
 * @param onFailure what becomes of a write that the region does not take
 * @param tombstoneTtl how long the region remembers a removal
 * @param maxStale how long entries that may be stale are served while the region is away
 * @param maxStaleness how old an entry may get before it is compared with a region that tells
 *     nobody of writes
 * @param heartbeat time between two signs of life
 * @param concurrency operations of one store under way at a time
 * @param breaker when a store that fails is left alone
 * @param deadlines of stores whose own are not to be used, by name
 * @param options the settings of the stores in use, by name; empty without a region
 * @param optionGroups the names of all stores that settings were made for
 */
public record RegionSettings(
    boolean enabled,
    List<String> stores,
    String name,
    long capacityBytes,
    OnFailure onFailure,
    Duration tombstoneTtl,
    Duration maxStale,
    Duration maxStaleness,
    Duration heartbeat,
    int concurrency,
    Breaker breaker,
    Map<String, Duration> deadlines,
    Map<String, StoreOptions> options,
    Set<String> optionGroups) {
  /** What becomes of a write that the region does not take. */
  public enum OnFailure {
    /**
     * It holds on this node. What the region has for the key is not read here, and is invalidated
     * everywhere as soon as the region answers again.
     */
    DROP_AND_INVALIDATE,
    /** The operation fails, and this node forgets the entry. */
    FAIL
  }

  /**
   * When a store that fails is left alone for a while.
   *
   * @param failureRate share of the last calls that must have failed; above 0, at most 1
   * @param window how many last calls are looked at; at least 2
   * @param openFor how long the store is left alone before it is tried again
   */
  public record Breaker(double failureRate, int window, Duration openFor) {}

  /** Copies the collections. */
  public RegionSettings {
    stores = List.copyOf(stores);
    deadlines = Map.copyOf(deadlines);
    options = Map.copyOf(options);
    optionGroups = Set.copyOf(optionGroups);
  }
}
