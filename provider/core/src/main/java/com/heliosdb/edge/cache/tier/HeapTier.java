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
 * L1: Ehcache's heap map, which owns the entries, and in front of it a lookaside array of entry
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
  private static final long INSERTIONS = 0xFFFF_FFFFL;

  private final EhcacheHeapStore<HeapEntry> store;
  private final Stripes stripes;
  private final Residents residents = new Residents();
  private final AtomicLong entries = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final HeapSettings bounds;
  private final TierCounters counters;
  private final HeapOrder order;

  // Published by plain volatile write; slots belong to stripes, the array to nobody.
  private volatile @Nullable HeapEntry[] table = new HeapEntry[SMALLEST_TABLE];
  private final ReentrantLock growing = new ReentrantLock();
  // Racy by design: whoever reads an old one tries to grow once more.
  private int largestTable = LARGEST_TABLE;

  /**
   * Orders accesses: whole seconds in the upper half, all insertions in the lower. Racy by design:
   * a lost increment makes two entries look equally old.
   */
  private long tick;

  HeapTier(
      EhcacheHeapStore<HeapEntry> store,
      Stripes stripes,
      HeapSettings bounds,
      TierCounters counters,
      HeapOrder order) {
    this.store = store;
    this.stripes = stripes;
    this.bounds = bounds;
    this.counters = counters;
    this.order = order;
  }

  /**
   * The entry of the key, or null. It may have left the heap by now: its value says so. Neither is
   * a proof of absence; ask {@link #locate} under the stripe lock.
   */
  @Nullable HeapEntry find(Object key, int spread) {
    @Nullable HeapEntry[] slots = table;
    int first = firstSlot(slots, spread);
    HeapEntry entry = (HeapEntry) SLOT.getAcquire(slots, first);
    return entry != null && entry.isOf(key, spread)
        ? entry
        : findElsewhere(slots, first, key, spread);
  }

  private @Nullable HeapEntry findElsewhere(
      @Nullable HeapEntry[] slots, int first, Object key, int spread) {
    for (int i = 1; i < WAYS; i++) {
      HeapEntry entry = (HeapEntry) SLOT.getAcquire(slots, first ^ i);
      if (entry != null && entry.isOf(key, spread)) {
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
    HeapEntry entry = store.get(key);
    if (entry != null && (ThreadLocalRandom.current().nextInt() & (INSTALL_ONE_IN - 1)) == 0) {
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
          setSlot(entry);
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
    HeapEntry entry = store.get(key);
    if (entry != null) {
      setSlot(entry);
    }
    return entry;
  }

  /**
   * Makes a version current for its key, in the entry that is there if that can take it. Called
   * under the stripe lock.
   *
   * @param there the key's entry, whose key object is kept; or null
   * @param keepsDeadline the deadline is that of the version before, or what a read has made of it
   *     since it was looked at: reads take no lock
   * @return the key's entry now
   */
  HeapEntry put(
      @Nullable HeapEntry there,
      Object key,
      int spread,
      Object stored,
      long version,
      long deadline,
      boolean keepsDeadline,
      boolean fixedTtl,
      int weight) {
    if (there != null && there.canTake(stored, fixedTtl)) {
      renew(there, stored, version, deadline, keepsDeadline, weight);
      return there;
    }
    Object kept = there == null ? key : there.key;
    HeapEntry entry =
        order.entry(kept, spread, stored, version, deadline, fixedTtl, weight, false, 0);
    if (there != null) {
      entry.seed(there.accesses(), tick);
      remove(there);
      if (keepsDeadline) {
        entry.moveDeadline(deadline, there.deadline());
      }
    }
    install(entry, there);
    return entry;
  }

  private void renew(
      HeapEntry entry,
      Object stored,
      long version,
      long deadline,
      boolean keepsDeadline,
      int weight) {
    int heavier = weight - entry.weight();
    entry.take(stored, version, weight);
    if (!keepsDeadline) {
      entry.setDeadline(deadline);
    }
    entry.seed(entry.accesses(), tick);
    if (heavier != 0) {
      bytes.addAndGet(heavier);
    }
    counters.puts.increment();
  }

  /**
   * Takes in the entry of a key that has none, or had another until now. Called under the stripe
   * lock.
   */
  void install(HeapEntry entry, @Nullable HeapEntry replaced) {
    int stripe = Stripes.of(entry.spread);
    tick++;
    if (entry.touched() == 0) {
      entry.touch(tick);
    }
    order.arrives(entry, replaced, capacityEntries());
    // Whatever may find no memory comes before the first change that others see.
    residents.reserve(stripe);
    store.put(entry.key, entry);
    residents.add(entry, stripe);
    setSlot(entry);
    bytes.addAndGet(entry.weight());
    counters.puts.increment();
    growFor(entries.incrementAndGet());
  }

  /** Takes the entry out. Called under the stripe lock, with the entry that is in. */
  void remove(HeapEntry entry) {
    order.left(entry);
    entry.die();
    store.remove(entry.key);
    @Nullable HeapEntry[] slots = table;
    int first = firstSlot(slots, entry.spread);
    for (int i = 0; i < WAYS; i++) {
      if (slots[first ^ i] == entry) {
        SLOT.setRelease(slots, first ^ i, null);
      }
    }
    residents.remove(entry, Stripes.of(entry.spread));
    entries.decrementAndGet();
    bytes.addAndGet(-entry.weight());
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
    return residents.lowest(order, tick);
  }

  /**
   * The one that leaves for a settled entry: the best candidate, or the settled entry itself where
   * it has to be worth more and is not.
   */
  @Nullable HeapEntry victimFor(@Nullable HeapEntry settled) {
    HeapEntry victim = victim();
    return settled != null
            && order.guarded()
            && (victim == null || order.rank(settled, tick) <= order.rank(victim, tick))
        ? settled
        : victim;
  }

  /** Whether a key of this weight may come up from the disk. */
  boolean welcomes(int spread, int weight) {
    if (!order.guarded() || !isFull(weight)) {
      return true;
    }
    HeapEntry victim = victim();
    return victim == null || order.welcomes(spread, weight, victim, tick, capacityEntries());
  }

  private boolean isFull(int weight) {
    return bytes.get() + weight > bounds.capacityBytes() || entries.get() >= bounds.maxEntries();
  }

  /** Entries that fit when all are as large as those that are there. */
  private long capacityEntries() {
    long count = entries.get();
    long held = bytes.get();
    long byBytes =
        count == 0 || held == 0
            ? bounds.maxEntries()
            : (long) ((double) bounds.capacityBytes() / held * count);
    return Math.max(1, Math.min(bounds.maxEntries(), byBytes));
  }

  /** An entry that was new until now; null if there is none. */
  @Nullable HeapEntry settled() {
    return order.settled(capacityEntries());
  }

  /** Which entries leave first. */
  HeapOrder order() {
    return order;
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

  /** Entries that came since this one was used. */
  long arrivalsSince(HeapEntry entry) {
    return (tick - entry.touched()) & INSERTIONS;
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
    long seconds = nowMillis / 1_000;
    long seen = tick;
    if (seconds > seen >>> 32) {
      tick = seconds << 32 | (seen & INSERTIONS);
    }
  }

  /** The time of a tick, in milliseconds since the epoch, to the second. */
  static long millisOf(long tick) {
    return (tick >>> 32) * 1_000;
  }

  void close() {
    residents.clear();
    table = new HeapEntry[SMALLEST_TABLE];
    store.clear();
  }

  /**
   * Puts the entry where there is room, or in place of some other. Called under the stripe lock.
   */
  private void setSlot(HeapEntry entry) {
    @Nullable HeapEntry[] slots = table;
    int first = firstSlot(slots, entry.spread);
    int chosen = -1;
    for (int i = 0; i < WAYS; i++) {
      HeapEntry there = slots[first ^ i];
      if (there == entry) {
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
   * Keeps four slots an entry. The new array starts empty and fills by use. An entry put into the
   * old array meanwhile only loses its slot: whoever removes it later reads an array at least as
   * new as the one it was put into, because both hold the same stripe lock. Where there is no
   * memory for it, the array stays as it is: hits become slower.
   */
  private void growFor(long count) {
    int length = table.length;
    if (WAYS * count <= length || length >= largestTable || !growing.tryLock()) {
      return;
    }
    try {
      if (table.length == length) {
        table = new HeapEntry[2 * length];
      }
    } catch (OutOfMemoryError e) {
      largestTable = length;
    } finally {
      growing.unlock();
    }
  }
}
