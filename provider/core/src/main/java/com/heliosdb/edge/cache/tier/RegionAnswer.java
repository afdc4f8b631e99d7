package com.heliosdb.edge.cache.tier;

import org.jspecify.annotations.Nullable;

/**
 * What the region knows of a key.
 *
 * @param kind whether there is a value
 * @param version of the value or the removal; 0 if neither is known
 * @param envelope the value; null unless there is one
 * @param stamp of the question, as {@link VersionFloor} gives it
 * @param doubts how often something may have been missed before the question was put
 * @param generation that was in force then
 */
record RegionAnswer(
    Kind kind,
    long version,
    @Nullable Envelope envelope,
    long stamp,
    long doubts,
    long generation) {
  /** Whether there is a value. */
  enum Kind {
    VALUE,
    /** The key was removed, or has a version that is of no use here. */
    REMOVED,
    /** The region knows nothing of the key. */
    ABSENT,
    /** The region refused to say, or must not be asked for this key now. */
    UNSAID,
    /** The region did not answer, or must not be asked for any key now. */
    AWAY
  }

  static final RegionAnswer UNSAID = new RegionAnswer(Kind.UNSAID, 0, null, 0, 0, 0);

  static final RegionAnswer AWAY = new RegionAnswer(Kind.AWAY, 0, null, 0, 0, 0);

  /** Whether the region has said something of the key. */
  boolean isGiven() {
    return kind != Kind.UNSAID && kind != Kind.AWAY;
  }

  /**
   * The same as if its value were of no use: there was such a version, and nothing older counts.
   */
  RegionAnswer withoutValue() {
    return kind == Kind.VALUE
        ? new RegionAnswer(Kind.REMOVED, version, null, stamp, doubts, generation)
        : this;
  }
}
