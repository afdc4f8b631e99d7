package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.config.DiskSettings;
import com.heliosdb.edge.cache.policy.Scores;
import org.jspecify.annotations.Nullable;

/**
 * How much room a disk tier has up to its high-water mark, who has to leave for lack of it, and who
 * is worth a place. Entries that are on the heap only have their room reserved: they come here when
 * they leave it. Thread-safe.
 */
final class DiskRoom {
  private static final int MARGIN_SHARE_OF_HEAP = 8;

  private final DiskSettings settings;
  private final DiskIndex index;
  private final Scores scores;
  private final EvenDraws draws = new EvenDraws();

  // Up to the mark; rounded up, so that few are not none.
  private final long mostEntries;

  DiskRoom(DiskSettings settings, DiskIndex index, Scores scores) {
    this.settings = settings;
    this.index = index;
    this.scores = scores;
    mostEntries = (long) Math.ceil(settings.highWater() * settings.maxEntries());
  }

  /** Entries that fit when all are as large as those that are there. */
  long capacityEntries() {
    long count = index.entries();
    long held = index.bytes();
    double byBytes =
        count == 0 || held == 0
            ? (double) mostEntries
            : settings.highWater() * settings.capacityBytes() / held * count;
    return (long) Math.max(1, Math.min((double) mostEntries, byBytes));
  }

  /** See {@link Disk#admits}. */
  boolean admits(
      int spread, int uses, long arrivalsSince, int bytes, long heapEntries, long heapBytes) {
    boolean guarded = scores.guarded();
    if (!isCrowded(heapEntries, heapBytes)
        || !(guarded || wasLookedAt(arrivalsSince, heapEntries))) {
      return true;
    }
    DiskIndex.Candidate weakest = index.leastValuable();
    if (weakest == null) {
      return true;
    }
    double worth = scores.worth(scores.raised(scores.fresh(spread), uses), bytes);
    return guarded ? Scores.wins(worth, weakest.worth()) : worth >= weakest.worth();
  }

  /**
   * Whether an entry of the heap was among those looked at when others left the local tiers, had
   * the heap's been looked at like the disk's: a few for each key that came since it was used.
   */
  private boolean wasLookedAt(long arrivalsSince, long heapEntries) {
    long local = Math.max(1, index.entries() + heapOnly(heapEntries));
    double chance = 1 - Math.exp(-(double) DiskIndex.SAMPLES * arrivalsSince / local);
    return draws.next() < chance;
  }

  /** Whether so little room is left that a moment ago there was none. */
  private boolean isCrowded(long heapEntries, long heapBytes) {
    return overflows(
        heapOnly(heapEntries) + 1 + heapEntries / MARGIN_SHARE_OF_HEAP,
        heapOnlyBytes(heapEntries, heapBytes) + heapBytes / MARGIN_SHARE_OF_HEAP);
  }

  /** Who has to leave next; null if there is room for all. */
  DiskIndex.@Nullable Candidate surplus(long heapEntries, long heapBytes) {
    return overflows(heapOnly(heapEntries), heapOnlyBytes(heapEntries, heapBytes))
        ? index.leastValuable()
        : null;
  }

  private boolean overflows(long reservedEntries, long reservedBytes) {
    return index.bytes() + reservedBytes > settings.highWater() * settings.capacityBytes()
        || index.entries() + reservedEntries > mostEntries;
  }

  private long heapOnly(long heapEntries) {
    return Math.max(0, heapEntries - index.onHeap());
  }

  /** By the mean size of heap entries: how large each will be on disk is not known. */
  private long heapOnlyBytes(long heapEntries, long heapBytes) {
    return heapEntries == 0 ? 0 : (long) ((double) heapBytes / heapEntries * heapOnly(heapEntries));
  }
}
