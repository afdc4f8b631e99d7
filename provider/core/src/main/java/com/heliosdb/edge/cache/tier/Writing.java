package com.heliosdb.edge.cache.tier;

import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** What one caller writes to the region, begun already. Used by one thread at a time. */
@FunctionalInterface
interface Writing {
  /** Nothing is written. */
  Writing NOTHING = () -> null;

  /**
   * Waits until the region has it all, for each write no longer than the deadline. Called once,
   * outside locks.
   *
   * @return what is to be thrown in the end; null if all is well, or made up for later
   */
  @Nullable CacheException await();
}
