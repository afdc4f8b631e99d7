package com.heliosdb.edge.cache.tier;

/** How one operation asks the region. Used by one thread at a time, outside stripe locks. */
@FunctionalInterface
interface Asking {
  /** What the region says of the key; waits for it no longer than the deadline. */
  RegionAnswer ask(KeyRef key);

  /** Puts questions that will be asked later, so that their answers are under way together. */
  default void lookAhead(Effects effects) {}

  /**
   * Notes an answer that was of no use, for whoever asks for the key again in the same operation.
   */
  default void keep(KeyRef key, RegionAnswer answer) {}
}
