package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.event.Tier;
import org.jspecify.annotations.Nullable;

/**
 * What a compound operation came to.
 *
 * @param found the tier that held the current entry; null if there was none
 * @param old the value the decision was made by; null if it needed none or there was none
 * @param change what was decided
 * @param existed whether an entry was there when the change was applied
 * @param stored whether a value was put and had not expired by then
 */
public record Outcome(
    @Nullable Tier found, @Nullable Object old, Change change, boolean existed, boolean stored) {
  /** Whether the change was more than a read. */
  public boolean changed() {
    return change.changes();
  }
}
