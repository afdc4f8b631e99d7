package com.heliosdb.edge.cache.policy;

/**
 * What the tiers ask and tell when they decide what is kept where. Keys are known by a 32-bit hash.
 * Thread-safe; no method blocks.
 */
public interface TierPolicy {
  /** Whether a new key starts on the heap, and is written to disk when it leaves it. */
  boolean startsOnHeap();

  /** Whether the entry that leaves the heap is found by its score; otherwise by recency. */
  boolean scoresHeap();

  /** What heap entries are worth. */
  Scores heap();

  /** What the entries of the local tiers together are worth. */
  Scores local();

  /** Whether hits of this key on the heap are to be told. */
  boolean watches(int hash);

  /** A watched key was hit on the heap. */
  void heapHit(int hash);

  /** A key was found on disk. */
  void diskHit(int hash);

  /** A key came that no local tier held. Quick: called under a stripe lock. */
  void inserted(int hash);

  /**
   * Learns from what was told, and grows with the tiers, which may take a while: called outside
   * locks, after keys came.
   *
   * @param residents entries that the local tiers hold now
   */
  void learn(long residents);

  /** A key that was read so often leaves the heap. */
  void left(int hash, int uses);

  /** Whether a key that was not used since it came shall be kept off the disk to save writes. */
  boolean savesWrites(int hash, long nowMillis);

  /** So many bytes were written to disk. */
  void wrote(long bytes, long nowMillis);

  /** Accesses of watched keys that were to be learned from. */
  long samples();

  /** Those that were not, because many came at once. */
  long droppedSamples();
}
