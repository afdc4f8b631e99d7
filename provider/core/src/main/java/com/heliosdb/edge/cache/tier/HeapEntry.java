package com.heliosdb.edge.cache.tier;

/**
 * A key on the heap and its current version. A new version takes the place of the old one in the
 * same entry, so whoever holds a reference reads what is current. An entry whose key has left the
 * heap has no value; it is dead for good, and a key that comes back has another entry.
 *
 * <p>Changed under the stripe lock; read by anyone. A reader who wants value and deadline reads the
 * deadline first: the value is then at least as new. One who needs what belongs together reads it
 * under the lock, as {@link Current} does.
 */
class HeapEntry extends HeapEntryHead {
  /** The deadline of an entry that never expires. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int MAX_UNSIGNED_BYTE = 255;

  /** The deadline was given with the value: reads do not move it. */
  final boolean fixedTtl;

  // The accesses after which it was copied from the disk, as an unsigned byte; 0 = it was not.
  private final byte promotedAfter;

  // Guarded by the stripe lock; racy elsewhere, where it is only shown.
  private long version;
  private int weight;

  /** Hits of the key are to be told to the policy. Set before the entry is visible. */
  boolean watched;

  // Guarded by the stripe lock.
  /** The disk tier holds this version. */
  boolean onDisk;

  /** Index among the stripe's residents. */
  int place;

  HeapEntry(
      Object key,
      int spread,
      Object stored,
      long version,
      long deadline,
      boolean fixedTtl,
      int weight,
      boolean onDisk,
      int promotedAfter) {
    super(key, spread, stored, deadline);
    this.version = version;
    this.fixedTtl = fixedTtl;
    this.weight = weight;
    this.onDisk = onDisk;
    this.promotedAfter = (byte) Math.min(promotedAfter, MAX_UNSIGNED_BYTE);
  }

  /** Whether a version of this kind can take this entry over; otherwise it needs one of its own. */
  boolean canTake(Object nextStored, boolean nextFixedTtl) {
    return encoded == (nextStored instanceof EncodedValue) && fixedTtl == nextFixedTtl;
  }

  /** Makes another version the current one; its deadline is set after it. */
  void take(Object nextStored, long nextVersion, int nextWeight) {
    version = nextVersion;
    weight = nextWeight;
    onDisk = false;
    show(nextStored);
  }

  long version() {
    return version;
  }

  int weight() {
    return weight;
  }

  /** Why the entry is on the heap, in a few words. */
  String reason() {
    return promotedAfter == 0
        ? "inserted"
        : "promoted after " + Byte.toUnsignedInt(promotedAfter) + " accesses on disk";
  }
}
