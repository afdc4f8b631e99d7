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
 * @param failure what a listener threw when it was told of the change, which stays; null if none
 *     did
 */
public record Outcome(
    @Nullable Tier found,
    @Nullable Object old,
    Change change,
    boolean existed,
    boolean stored,
    @Nullable Throwable failure) {
  Outcome(
      @Nullable Tier found, @Nullable Object old, Change change, boolean existed, boolean stored) {
    this(found, old, change, existed, stored, null);
  }

  Outcome failed(Throwable thrown) {
    return new Outcome(found, old, change, existed, stored, thrown);
  }

  /** Throws what a listener threw: last, when the change is counted. */
  public void rethrow() {
    rethrow(failure);
  }

  /** Throws what user code threw, unchecked as it was; nothing for null. */
  static void rethrow(@Nullable Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Whether the change was more than a read. */
  public boolean changed() {
    return change.changes();
  }
}
