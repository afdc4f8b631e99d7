package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.stats.TierCounters;
import java.util.function.LongSupplier;

/**
 * What one tier did and holds.
 *
 * @param counters what it did
 * @param entries how many entries it holds now
 * @param bytes how many bytes it holds now, by its own reckoning
 * @param capacityBytes the bound on bytes
 */
public record TierView(
    TierCounters counters, LongSupplier entries, LongSupplier bytes, long capacityBytes) {}
