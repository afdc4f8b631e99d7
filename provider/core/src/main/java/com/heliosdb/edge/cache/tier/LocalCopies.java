package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.KeyHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the region makes of the copies in the local tiers: drops those that it has newer versions
 * of, and casts doubt on all when something may have been missed. Thread-safe. No events are fired:
 * the node that wrote has told its own listeners.
 */
final class LocalCopies {
  private final Lookup lookup;
  private final Stripes stripes;
  private final HeapTier heap;
  private final Disk disk;
  private final Values values;
  private final Region region;

  LocalCopies(
      Lookup lookup, Stripes stripes, HeapTier heap, Disk disk, Values values, Region region) {
    this.lookup = lookup;
    this.stripes = stripes;
    this.heap = heap;
    this.disk = disk;
    this.values = values;
    this.region = region;
  }

  /**
   * Drops what is older than a write of another node, and takes nothing older from the region.
   *
   * @throws IOException if the key has no meaning here; then there is no copy of it either
   */
  void invalidate(byte[] encodedKey, long version) throws IOException {
    KeyRef key = new KeyRef(values.codecs().decodeKey(ByteBuffer.wrap(encodedKey)));
    region.prepare(key);
    ReentrantLock lock = stripes.lock(key.stripe());
    lock.lock();
    try {
      region.raise(key, version);
      Current local = lookup.locateLocked(key);
      if (local == null) {
        // A disk that stands aside or is not read yet may still hold a record.
        disk.drop(key);
      } else if (local.version < version) {
        lookup.drop(key, local);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Drops this version of a key. */
  void drop(KeyRef key, long version) {
    ReentrantLock lock = stripes.lock(key.stripe());
    lock.lock();
    try {
      Current local = lookup.locateLocked(key);
      if (local != null && local.version == version) {
        lookup.drop(key, local);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drops everything older than a generation. The disk is put in doubt first, so that what is void
   * there is not promoted past the walk over the heap.
   */
  void dropOlder(long generation) {
    disk.suspectAll();
    for (int stripe = 0; stripe < Stripes.COUNT; stripe++) {
      for (HeapEntry entry : heap.copyOf(stripe)) {
        long version = entry.version();
        if (version < generation) {
          KeyRef key = new KeyRef(entry.key);
          disk.prepare(key);
          drop(key, version);
        }
      }
    }
    for (int group = 0; group < disk.groups(); group++) {
      for (KeyHash hash : disk.hashes(group)) {
        DiskSlot slot = disk.slot(hash);
        if (slot != null && slot.version() < generation) {
          disk.drop(hash, slot.version());
        }
      }
    }
  }

  /**
   * Puts everything on the disk in doubt. What is on the heap, which knows no doubt, is served
   * until {@link #clearHeapOfDoubt}.
   */
  void distrust() {
    disk.suspectAll();
  }

  /** Lets the heap hold what is in doubt, until {@link #clearHeapOfDoubt}. */
  void promoteSuspects() {
    if (!disk.promotesSuspects()) {
      disk.promoteSuspects(true);
    }
  }

  /** Whether the heap may hold what is in doubt on the disk. */
  boolean promotesSuspects() {
    return disk.promotesSuspects();
  }

  /**
   * Leaves to the disk what is in doubt there, so that its first use compares it with the region.
   *
   * @param all so is what the disk does not hold: it leaves to nobody
   * @param stays which keys stay nevertheless
   */
  void clearHeapOfDoubt(boolean all, Predicate<KeyRef> stays) {
    disk.promoteSuspects(false);
    for (int stripe = 0; stripe < Stripes.COUNT; stripe++) {
      for (HeapEntry entry : heap.copyOf(stripe)) {
        KeyRef key = new KeyRef(entry.key);
        if (!stays.test(key)) {
          leaveHeapIfInDoubt(key, entry, all);
        }
      }
    }
  }

  private void leaveHeapIfInDoubt(KeyRef key, HeapEntry entry, boolean all) {
    disk.prepare(key);
    ReentrantLock lock = stripes.lock(key.stripe());
    lock.lock();
    try {
      DiskSlot slot = disk.slot(key);
      if (!entry.isLive() || !(slot == null ? all : slot.suspect())) {
        return;
      }
      if (entry.onDisk && disk.demoted(key, entry, entry.accesses(), heap.order().uses(entry))) {
        heap.counters().demotions.increment();
      } else {
        heap.counters().evictions.increment();
      }
      heap.remove(entry);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the disk may hold copies that are not read yet. */
  boolean areBeingRead() {
    return disk.hidesRecords() && !disk.aside();
  }

  /** The value of this version, if there is a copy of it. */
  @Nullable DiskRecord copy(KeyRef key, long version) {
    Current local = lookup.locate(key);
    if (local == null || local.version != version) {
      return null;
    }
    if (local.entry != null) {
      return local.record(values, 0);
    }
    Envelope envelope = disk.read(key, version);
    return envelope == null ? null : DiskRecord.of(envelope, local.deadline);
  }
}
