package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.config.HeapSettings;
import com.heliosdb.edge.cache.stats.TierCounters;
import com.heliosdb.edge.cache.store.EhcacheHeapStore;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * L1: an Ehcache heap cache that owns the entries, and in front of it a lookaside array of entry
 * references in which a hit costs a few acquire reads. Bounded by bytes and by entries; Ehcache
 * never evicts, the hierarchy does. Reads take no lock; every change is made under the stripe lock
 * of the key.
 *
 * <p>Invariant: an array slot holds null or an entry of its own stripe that is in the store;
 * whoever takes an entry out of the store clears its slot under the same lock, so no dead entry
 * stays reachable.
 */
final class HeapTier {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(HeapEntry[].class);
  // The slots in which a key may be found; adjacent, so that they share a line of the CPU's cache.
  private static final int WAYS = 4;
  private static final int WAY_SHIFT = 30;
  private static final int SMALLEST_TABLE = WAYS * Stripes.COUNT;
  private static final int LARGEST_TABLE = 1 << 26;
  // One in so many hits whose slot holds another key takes the slot over.
  private static final int INSTALL_ONE_IN = 4;

  private final EhcacheHeapStore<Seat> store;
  private final Stripes stripes;
  private final Residents residents = new Residents();
  private final AtomicLong entries = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final HeapSettings bounds;
  private final TierCounters counters;

  // Published by plain volatile write; slots belong to stripes, the array to nobody.
  private volatile @Nullable HeapEntry[] table = new HeapEntry[SMALLEST_TABLE];
  private final ReentrantLock growing = new ReentrantLock();

  private volatile boolean closed;

  /**
   * Orders accesses: whole seconds in the upper half, insertions in the lower. Racy by design: a
   * lost increment makes two entries look equally old.
   */
  private long tick;

  HeapTier(
      EhcacheHeapStore<Seat> store, Stripes stripes, HeapSettings bounds, TierCounters counters) {
    this.store = store;
    this.stripes = stripes;
    this.bounds = bounds;
    this.counters = counters;
  }

  /**
   * A live entry for the key, or null. Null is no proof of absence: a key being replaced may look
   * absent; ask {@link #locate} under the stripe lock.
   */
  @Nullable HeapEntry find(Object key, int spread) {
    @Nullable HeapEntry[] slots = table;
    int first = firstSlot(slots, spread);
    HeapEntry entry = (HeapEntry) SLOT.getAcquire(slots, first);
    return entry != null && entry.isOf(key, spread) && entry.isLive()
        ? entry
        : findElsewhere(slots, first, key, spread);
  }

  private @Nullable HeapEntry findElsewhere(
      @Nullable HeapEntry[] slots, int first, Object key, int spread) {
    for (int i = 1; i < WAYS; i++) {
      HeapEntry entry = (HeapEntry) SLOT.getAcquire(slots, first ^ i);
      if (entry != null && entry.isOf(key, spread) && entry.isLive()) {
        return entry;
      }
    }
    return findInStore(key, spread);
  }

  /** Where a key is looked for first; its other slots are this one with other low bits. */
  private static int firstSlot(@Nullable HeapEntry[] slots, int spread) {
    return ((spread * WAYS) & (slots.length - 1)) | (spread >>> WAY_SHIFT);
  }

  private @Nullable HeapEntry findInStore(Object key, int spread) {
    Seat seat = closed ? null : store.get(key);
    HeapEntry entry = seat == null ? null : seat.entry();
    if (entry == null || !entry.isLive()) {
      return null;
    }
    if ((ThreadLocalRandom.current().nextInt() & (INSTALL_ONE_IN - 1)) == 0) {
      offerSlot(entry, spread);
    }
    return entry;
  }

  /** Lets an entry that was found in the store take the slot over, if it is still live. */
  void offerSlot(HeapEntry entry, int spread) {
    ReentrantLock lock = stripes.lock(Stripes.of(spread));
    if (!lock.isHeldByCurrentThread() && lock.tryLock()) {
      try {
        if (entry.isLive()) {
          setSlot(entry, null);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** The entry of the key, or null: the truth. Called under the stripe lock. */
  @Nullable HeapEntry locate(Object key, int spread) {
    @Nullable HeapEntry[] slots = table;
    int first = firstSlot(slots, spread);
    for (int i = 0; i < WAYS; i++) {
      HeapEntry entry = slots[first ^ i];
      if (entry != null && entry.isOf(key, spread)) {
        return entry;
      }
    }
    Seat seat = store.get(key);
    return seat == null ? null : seat.entry();
  }

  /** Makes the entry current for its key. Called under the stripe lock. */
  void install(HeapEntry entry, @Nullable HeapEntry replaced) {
    tick++;
    if (entry.touched() == 0) {
      entry.touch(tick);
    }
    // The old entry dies first: were the new one visible before, a reader could see it in the store
    // and then the old one, still alive, in the slot.
    Seat seat = replaced == null ? null : replaced.seat;
    if (replaced != null && seat != null) {
      replaced.die();
      entry.seat = seat;
      seat.take(entry);
    } else {
      seat = new Seat();
      entry.seat = seat;
      seat.take(entry);
      store.put(entry.key, seat);
      residents.add(seat, Stripes.of(entry.spread));
      growFor(entries.incrementAndGet());
    }
    setSlot(entry, replaced);
    bytes.addAndGet(entry.weight - (replaced == null ? 0L : replaced.weight));
    counters.puts.increment();
  }

  /** Takes the entry out. Called under the stripe lock, with the entry that is in. */
  void remove(HeapEntry entry) {
    entry.die();
    store.remove(entry.key);
    @Nullable HeapEntry[] slots = table;
    int first = firstSlot(slots, entry.spread);
    for (int i = 0; i < WAYS; i++) {
      if (slots[first ^ i] == entry) {
        SLOT.setRelease(slots, first ^ i, null);
      }
    }
    Seat seat = entry.seat;
    if (seat != null) {
      seat.take(null);
      residents.remove(seat, Stripes.of(entry.spread));
    }
    entries.decrementAndGet();
    bytes.addAndGet(-entry.weight);
  }

  /** Whether a bound is exceeded. */
  boolean overflows() {
    return bytes.get() > bounds.capacityBytes() || entries.get() > bounds.maxEntries();
  }

  /** Whether an entry of this weight can be held at all. */
  boolean fits(int weight) {
    return weight <= bounds.capacityBytes();
  }

  /** The best candidate to leave; null if there is none. */
  @Nullable HeapEntry victim() {
    return residents.leastRecentlyUsed();
  }

  /** The entries of a stripe, copied under its lock. */
  HeapEntry[] copyOf(int stripe) {
    ReentrantLock lock = stripes.lock(stripe);
    lock.lock();
    try {
      return residents.copy(stripe);
    } finally {
      lock.unlock();
    }
  }

  long entries() {
    return entries.get();
  }

  long bytes() {
    return bytes.get();
  }

  long capacityBytes() {
    return bounds.capacityBytes();
  }

  TierCounters counters() {
    return counters;
  }

  /** What a read writes into the entry it hit. */
  long tick() {
    return tick;
  }

  /**
   * Moves the tick on with the clock; called about every second and where the clock was read
   * anyway.
   */
  void keepTime(long nowMillis) {
    long seconds = (nowMillis / 1_000) << 32;
    if (seconds > tick) {
      tick = seconds;
    }
  }

  /** The time of a tick, in milliseconds since the epoch, to the second. */
  static long millisOf(long tick) {
    return (tick >>> 32) * 1_000;
  }

  void close() {
    closed = true;
    residents.clear();
    table = new HeapEntry[SMALLEST_TABLE];
    store.close();
  }

  /**
   * Puts the entry where the one it replaces is, or where there is room, or in place of some other.
   * Called under the stripe lock.
   */
  private void setSlot(HeapEntry entry, @Nullable HeapEntry replaced) {
    @Nullable HeapEntry[] slots = table;
    int first = firstSlot(slots, entry.spread);
    int chosen = -1;
    for (int i = 0; i < WAYS; i++) {
      HeapEntry there = slots[first ^ i];
      if (there == entry) {
        return;
      }
      if (there != null && there == replaced) {
        SLOT.setRelease(slots, first ^ i, entry);
        return;
      }
      if (there == null && chosen < 0) {
        chosen = first ^ i;
      }
    }
    if (chosen < 0) {
      chosen = first ^ (ThreadLocalRandom.current().nextInt() & (WAYS - 1));
    }
    SLOT.setRelease(slots, chosen, entry);
  }

  /**
   * Keeps two slots an entry. The new array starts empty and fills by use. An entry put into the
   * old array meanwhile only loses its slot: whoever removes it later reads an array at least as
   * new as the one it was put into, because both hold the same stripe lock.
   */
  private void growFor(long count) {
    int length = table.length;
    if (4 * count <= length || length >= LARGEST_TABLE || !growing.tryLock()) {
      return;
    }
    try {
      if (table.length == length) {
        table = new HeapEntry[2 * length];
      }
    } finally {
      growing.unlock();
    }
  }
}
