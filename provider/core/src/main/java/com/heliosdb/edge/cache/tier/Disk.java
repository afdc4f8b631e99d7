package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.KeyHash;
import com.heliosdb.edge.cache.stats.TierCounters;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * L2 as the hierarchy sees it: {@link DiskTier}, or {@link NoDisk}. Thread-safe. No method but
 * {@link #clear} and {@link #destroy} throws because the disk fails: a fault is a miss or a dropped
 * record.
 */
interface Disk {
  /** Whether there is a disk tier at all. */
  boolean present();

  /** Whether it stands aside after a fault: it answers misses until a trial goes well. */
  boolean aside();

  /** Encodes and hashes the key, which may run user code, before a lock is taken. Never throws. */
  void prepare(KeyRef key);

  /** What the tier could answer for the key now; null while it stands aside. No I/O. */
  @Nullable DiskSlot slot(KeyRef key);

  /**
   * The record, if it still is this version of this key. Null if it was replaced or lost meanwhile,
   * or is unreadable: then its slot is gone, or the tier stands aside.
   */
  @Nullable Envelope read(KeyRef key, long version);

  /** Drops a record whose value cannot be decoded. */
  void dropDamaged(KeyRef key, long version);

  /**
   * Writes a version in place of any other. Called under the stripe lock of the key.
   *
   * @return whether the disk holds it now; if not, it holds no version of the key
   */
  boolean write(KeyRef key, DiskRecord version, boolean onHeap, long nowMillis);

  /** Forgets the key. Called under the stripe lock of the key. */
  void drop(KeyRef key);

  /** Drops this version of a record that is not on the heap because its time has come. */
  boolean expire(KeyHash hash, long version);

  /** Drops this version of a record that is not on the heap. */
  void drop(KeyHash hash, long version);

  /** Puts this version in doubt: the region may have a newer one. */
  void suspect(KeyRef key, long version);

  /** Takes the doubt from this version. */
  void trust(KeyRef key, long version);

  /** Puts every record in doubt. */
  void suspectAll();

  /**
   * Whether those in doubt are promoted; if not, none of them is on its way to the heap when the
   * lock of its stripe has been taken once. Not by default.
   */
  void promoteSuspects(boolean promoted);

  /** Whether those in doubt are promoted. */
  boolean promotesSuspects();

  /**
   * What is kept in mind of the region.
   *
   * @throws IOException if it cannot be read
   */
  RegionMemory memory() throws IOException;

  /** Counts a read of this version; its accesses now, or 0 if there is another version. */
  int touch(KeyRef key, long version, long nowMillis);

  /** Moves the deadline of this version if it still is the expected one. */
  boolean moveDeadline(KeyRef key, long version, long expected, long moved);

  /**
   * Notes that the heap tier holds this version now; false if the disk does not hold it, or in
   * doubt that keeps it from being promoted.
   */
  boolean promoted(KeyRef key, long version);

  /**
   * Notes that the heap tier gave this version up; false if the disk does not hold it.
   *
   * @param accesses what the record's count begins with
   * @param uses reads on the heap, which raise the score
   */
  boolean demoted(KeyRef key, HeapEntry entry, int accesses, int uses);

  /**
   * Whether the policy wants an entry on disk that is on the heap only. Called outside stripe
   * locks.
   *
   * @param spread of its key
   * @param uses reads on the heap
   * @param arrivalsSince entries that came to the heap since it was used
   * @param bytes its size
   * @param heapEntries entries on the heap now
   * @param heapBytes bytes on the heap now
   */
  boolean admits(
      int spread, int uses, long arrivalsSince, int bytes, long heapEntries, long heapBytes);

  /**
   * Whether an entry that is on the heap only is kept off the disk to save writes, however much it
   * is worth.
   *
   * @param spread of its key
   * @param uses reads on the heap
   */
  boolean savesWrite(int spread, int uses);

  /** A key came that neither tier held. */
  void keyCame();

  /** Whether there may be records that are not served now but will be. */
  boolean hidesRecords();

  /**
   * Evicts until the tier is below its high-water mark, with room for what is on the heap only;
   * called outside stripe locks.
   */
  void relieve(long heapEntries, long heapBytes);

  /** The number of groups the records are walked in. */
  int groups();

  /** The hashes of a group now. */
  KeyHash[] hashes(int group);

  /** The state of a hash; null if unknown or while the tier stands aside. */
  @Nullable DiskSlot slot(KeyHash hash);

  /** The record of a hash, whatever its version; null if it cannot be read. */
  @Nullable Envelope read(KeyHash hash);

  /**
   * Starts a new generation; called while no key can be written.
   *
   * @throws IOException if it could not be made durable; this process reads nothing older all the
   *     same
   */
  void clear(long lastVersion) throws IOException;

  /** Makes everything durable and gives the directory up. */
  void close(long lastVersion);

  /** Closes and removes everything. */
  void destroy() throws IOException;

  /** The highest version of earlier runs. */
  long lastVersion();

  TierCounters counters();

  long entries();

  long bytes();

  long capacityBytes();
}
