package com.heliosdb.edge.cache.tier;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The locks that order the writes of keys. A key's stripe is the low bits of its spread hash, which
 * are also the low bits of its slot in the heap tier's lookaside array: one stripe owns a slot,
 * whatever the array's size.
 */
public final class Stripes {
  /** The number of stripes. */
  public static final int COUNT = 256;

  private final ReentrantLock[] locks = new ReentrantLock[COUNT];

  /** Creates unlocked stripes. */
  public Stripes() {
    for (int i = 0; i < COUNT; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /** The hash code with its upper bits spread downward. */
  public static int spread(int hashCode) {
    int h = hashCode * 0x9E3779B9;
    return h ^ (h >>> 16);
  }

  /** The stripe of a spread hash. */
  public static int of(int spreadHash) {
    return spreadHash & (COUNT - 1);
  }

  /** The lock of a stripe. */
  public ReentrantLock lock(int stripe) {
    return locks[stripe];
  }

  /** Takes all locks, in order. */
  public void lockAll() {
    for (ReentrantLock lock : locks) {
      lock.lock();
    }
  }

  /** Releases all locks. */
  public void unlockAll() {
    for (ReentrantLock lock : locks) {
      lock.unlock();
    }
  }
}
