package com.heliosdb.edge.cache.tier;

/**
 * A change that was made in the local tiers and is under way to the region. Whoever made it settles
 * it, whatever happens meanwhile. Used by one thread at a time.
 */
@FunctionalInterface
public interface Unsettled {
  /**
   * Waits until the region has it, makes room, and delivers its events. Called once.
   *
   * @return what the change came to; what the region or a synchronous listener threw is in it
   */
  Outcome settle();
}
