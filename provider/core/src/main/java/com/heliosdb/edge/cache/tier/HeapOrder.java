package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.policy.Scores;
import com.heliosdb.edge.cache.policy.TierPolicy;
import org.jspecify.annotations.Nullable;

/** Which entries should leave a full heap first. Thread-safe. */
interface HeapOrder {
  /** An entry that this order can rank. */
  default HeapEntry entry(
      Object key,
      int spread,
      Object stored,
      long version,
      long deadline,
      boolean fixedTtl,
      int weight,
      boolean onDisk,
      int promotedAfter) {
    return new HeapEntry(
        key, spread, stored, version, deadline, fixedTtl, weight, onDisk, promotedAfter);
  }

  /**
   * A version becomes current on the heap. Called under the stripe lock, before it is visible.
   *
   * @param heapEntries entries that the heap holds when it is full
   */
  void arrives(HeapEntry entry, @Nullable HeapEntry replaced, long heapEntries);

  /** The entry of the lowest rank leaves first. */
  long rank(HeapEntry entry, long tick);

  /** An entry that has been new for long enough, and is compared with others from now on. */
  @Nullable HeapEntry settled(long heapEntries);

  /** Whether a settled entry has to be worth more than the one that would leave for it. */
  boolean guarded();

  /**
   * Whether a key from the disk wins the place of the entry that would leave for it; if not, it
   * counts as having come all the same.
   */
  boolean welcomes(int spread, int weight, HeapEntry victim, long tick, long heapEntries);

  /** Reads of the entry since it came, as the disk is to count them. */
  int uses(HeapEntry entry);

  /** The key leaves the heap. Called under the stripe lock. */
  void left(HeapEntry entry);

  /** What was not used for longest leaves first. */
  final class Recency implements HeapOrder {
    @Override
    public void arrives(HeapEntry entry, @Nullable HeapEntry replaced, long heapEntries) {}

    @Override
    public long rank(HeapEntry entry, long tick) {
      return entry.touched();
    }

    @Override
    public @Nullable HeapEntry settled(long heapEntries) {
      return null;
    }

    @Override
    public boolean guarded() {
      return false;
    }

    @Override
    public boolean welcomes(int spread, int weight, HeapEntry victim, long tick, long heapEntries) {
      return true;
    }

    @Override
    public int uses(HeapEntry entry) {
      return 1;
    }

    @Override
    public void left(HeapEntry entry) {}
  }

  /** The order of a policy. */
  static HeapOrder of(TierPolicy policy) {
    return policy.scoresHeap() ? new ScoreOrder(policy) : new Recency();
  }

  /** A worth as a rank: a larger one for a larger one. */
  static long rankOf(double worth) {
    return (long) (Math.max(worth, Scores.WORTHLESS) * (1L << 32));
  }
}
