package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.KeyHash;
import com.heliosdb.edge.cache.event.EntryLife;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierOperations;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.policy.TierPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Moves entries between the tiers, asked by the tier listeners. Thread-safe. Every move is made
 * under the stripe lock and only if the version it started from is still the current one.
 */
public final class Mover implements TierOperations<Object> {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int MOST_DEPARTURES_AT_ONCE = 1_024;

  private final Lookup lookup;
  private final Stripes stripes;
  private final HeapTier heap;
  private final Disk disk;
  private final TierPolicy policy;
  private final Values values;
  private final EntryChanges changes;
  private final TierEvents events;
  private final Accesses accesses;
  private final Refresher refresher;
  private final Executor background;
  private final TimeSource time;
  private final TimeSource.Registration ticks;
  private TimeSource.@Nullable Registration scans;
  private TimeSource.@Nullable Registration prefetches;
  private volatile boolean stopped;

  /** Loads ahead of demand; see {@link TierHierarchy#refresh}. */
  @FunctionalInterface
  interface Refresher {
    boolean refresh(KeyRef key, long version);
  }

  Mover(
      Lookup lookup,
      Stripes stripes,
      HeapTier heap,
      Disk disk,
      TierPolicy policy,
      Values values,
      EntryChanges changes,
      TierEvents events,
      Accesses accesses,
      Refresher refresher,
      Executor background,
      TimeSource time) {
    this.lookup = lookup;
    this.stripes = stripes;
    this.heap = heap;
    this.disk = disk;
    this.policy = policy;
    this.values = values;
    this.changes = changes;
    this.events = events;
    this.accesses = accesses;
    this.refresher = refresher;
    this.background = background;
    this.time = time;
    heap.keepTime(time.millis());
    ticks = time.every(TICK, this::tick);
  }

  private void tick() {
    // First: listeners may take their time.
    heap.keepTime(time.millis());
    accesses.tell(this);
  }

  /** Scans in the background from now on. */
  public void scanEvery(Duration interval) {
    scans = time.every(interval, this::scan);
  }

  /** Asks what to prefetch in the background from now on. */
  public void prefetchEvery(Duration interval, Consumer<TierOperations<Object>> prefetcher) {
    prefetches = time.every(interval, () -> prefetcher.accept(this));
  }

  // ---------------------------------------------------------------- prefetch

  @Override
  public CompletionStage<Boolean> prefetch(Object key) {
    KeyRef ref = new KeyRef(key);
    try {
      Current seen = unexpired(ref);
      long version = seen == null ? 0 : seen.version;
      return CompletableFuture.supplyAsync(() -> refresh(ref, version), background);
    } catch (IllegalStateException | RejectedExecutionException e) {
      return CompletableFuture.completedFuture(nothingIfStopped(e));
    }
  }

  private boolean refresh(KeyRef key, long version) {
    try {
      return !stopped && refresher.refresh(key, version);
    } catch (IllegalStateException e) {
      return nothingIfStopped(e);
    }
  }

  /** Who fetches ahead while the cache closes has no reason to complain. */
  private boolean nothingIfStopped(RuntimeException e) {
    if (!stopped) {
      throw e;
    }
    return false;
  }

  @Override
  public Optional<EntryLife> life(Object key) {
    Current current = unexpired(new KeyRef(key));
    return current == null
        ? Optional.empty()
        : Optional.of(new EntryLife(VersionClock.millisOf(current.version), current.deadline));
  }

  private @Nullable Current unexpired(KeyRef key) {
    Current current = lookup.locate(key);
    return current == null || current.expiredAt(time.millis()) ? null : current;
  }

  /** Accesses that no listener was told of because too many came at once. */
  public long droppedAccesses() {
    return accesses.dropped();
  }

  // ---------------------------------------------------------------- promotion

  /**
   * Tells the listeners that the disk answered a read; a promotion they ask for needs no second
   * read.
   */
  void read(Current found, int accesses, long idleMillis) {
    TierOperations<Object> operations =
        new ForwardingOperations(this) {
          @Override
          public boolean promote(Object key) {
            return key.equals(found.key.key) ? Mover.this.promote(found) : Mover.this.promote(key);
          }
        };
    events.publish(
        TierEvent.Kind.READ,
        Tier.DISK,
        found.key.key,
        accesses,
        idleMillis,
        found.version,
        "",
        operations);
  }

  @Override
  public boolean promote(Object key) {
    Current current = lookup.current(new KeyRef(key), Mutation.Needs.VALUE);
    return current != null && current.entry == null && promote(current);
  }

  /** Copies a record that was read to the heap, if it still is the current version. */
  boolean promote(Current found) {
    Envelope envelope = found.envelope;
    Object value = found.value(values);
    if (envelope == null || value == null) {
      return false;
    }
    Object stored = values.toStored(value, envelope.value());
    Object key = values.keyToStored(found.key.key);
    int weight = values.weigh(key, stored, value);
    if (!heap.fits(weight) || !heap.welcomes(found.key.spread, weight)) {
      return false;
    }
    if (!promoteLocked(found, key, stored, weight)) {
      return false;
    }
    disk.counters().promotions.increment();
    moved(found.key.key, Tier.HEAP, found.version, "promoted");
    relieve();
    return true;
  }

  private boolean promoteLocked(Current found, Object key, Object stored, int weight) {
    ReentrantLock lock = stripes.lock(found.key.stripe());
    lock.lock();
    try {
      lookup.requireOpen();
      DiskSlot slot = heap.locate(key, found.key.spread) == null ? disk.slot(found.key) : null;
      if (slot == null
          || slot.version() != found.version
          || !disk.promoted(found.key, found.version)) {
        return false;
      }
      HeapEntry entry =
          heap.order()
              .entry(
                  key,
                  found.key.spread,
                  stored,
                  found.version,
                  slot.deadline(),
                  found.fixedTtl(),
                  weight,
                  true,
                  Math.max(1, slot.accesses()));
      entry.seed(slot.accesses(), heap.tick() + 1);
      heap.install(entry, null);
      return true;
    } finally {
      lock.unlock();
    }
  }

  // ---------------------------------------------------------------- demotion

  @Override
  public boolean demote(Object key) {
    Current found = disk.present() ? lookup.locate(new KeyRef(key)) : null;
    return found != null && found.entry != null && demote(found, found.entry);
  }

  private boolean demote(Current found, HeapEntry entry) {
    if (!disk.present() || !(entry.onDisk || mayGoToDisk(entry))) {
      return false;
    }
    KeyRef key = found.key.key == entry.key ? found.key : new KeyRef(entry.key);
    disk.prepare(key);
    DiskRecord record = entry.onDisk ? null : found.record(values, heap.order().uses(entry));
    if (!demoteLocked(found, entry, key, record)) {
      return false;
    }
    heap.counters().demotions.increment();
    moved(entry.key, Tier.DISK, found.version, "demoted");
    return true;
  }

  private boolean demoteLocked(
      Current found, HeapEntry entry, KeyRef key, @Nullable DiskRecord record) {
    ReentrantLock lock = stripes.lock(key.stripe());
    lock.lock();
    try {
      if (!entry.isLive() || entry.version() != found.version || !leaveToDisk(entry, key, record)) {
        return false;
      }
      heap.remove(entry);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Sees to it that the disk holds this version as one that is not on the heap. */
  private boolean leaveToDisk(HeapEntry entry, KeyRef key, @Nullable DiskRecord record) {
    if (entry.onDisk && disk.demoted(key, entry, 0, heap.order().uses(entry))) {
      return true;
    }
    // The disk has lost it, or never had it.
    DiskRecord written =
        record == null
            ? Current.onHeap(key, entry).record(values, heap.order().uses(entry))
            : record;
    entry.onDisk = disk.write(key, written, false, time.millis());
    return entry.onDisk;
  }

  private boolean mayGoToDisk(HeapEntry entry) {
    return isWorthDisk(entry) && !disk.savesWrite(entry.spread, heap.order().uses(entry));
  }

  /** Whether the disk would rather hold an entry that it does not hold than what it holds. */
  private boolean isWorthDisk(HeapEntry entry) {
    return disk.admits(
        entry.spread,
        heap.order().uses(entry),
        heap.arrivalsSince(entry),
        entry.weight(),
        heap.entries(),
        heap.bytes());
  }

  // ---------------------------------------------------------------- room

  /** Makes room in both tiers where a bound is exceeded. Called outside locks, after keys came. */
  void relieve() {
    policy.learn(heap.entries() + disk.entries());
    int departures = 0;
    HeapEntry settled = heap.settled();
    while (settled != null || heap.overflows()) {
      if (heap.overflows()
          && (departures++ == MOST_DEPARTURES_AT_ONCE || !relieveHeapOnce(settled))) {
        break;
      }
      settled = heap.settled();
    }
    disk.relieve(heap.entries(), heap.bytes());
  }

  /** Makes one entry leave the heap; false if there is none. */
  private boolean relieveHeapOnce(@Nullable HeapEntry settled) {
    HeapEntry newcomer = settled != null && settled.isLive() ? settled : null;
    boolean passes =
        newcomer != null && disk.present() && !newcomer.onDisk && !isWorthDisk(newcomer);
    HeapEntry victim = passes ? newcomer : heap.victimFor(newcomer);
    if (victim != null && victim.isLive()) {
      depart(victim);
    }
    return victim != null;
  }

  private void depart(HeapEntry victim) {
    Current seen = Current.onHeap(new KeyRef(victim.key), victim);
    if (disk.present() && events.wants(TierEvent.Kind.PRESSURE)) {
      publish(TierEvent.Kind.PRESSURE, victim, this);
    }
    if (victim.isLive()) {
      evict(victim, seen);
    }
  }

  /** Evicts what was seen; a version that came since has a chance of its own. */
  private void evict(HeapEntry victim, Current seen) {
    KeyRef key = seen.key;
    disk.prepare(key);
    ReentrantLock lock = stripes.lock(Stripes.of(victim.spread));
    lock.lock();
    try {
      if (!victim.isLive() || victim.version() != seen.version) {
        return;
      }
      if (victim.onDisk && disk.demoted(key, victim, 0, heap.order().uses(victim))) {
        heap.counters().demotions.increment();
      } else {
        heap.counters().evictions.increment();
      }
      heap.remove(victim);
    } finally {
      lock.unlock();
    }
  }

  // ---------------------------------------------------------------- scans

  /**
   * Shows every heap entry to the scan listeners and removes what has expired in either tier.
   *
   * @return how many entries left the heap for the disk
   */
  public int scan() {
    long now = time.millis();
    heap.keepTime(now);
    Demotions demotions = new Demotions();
    for (int stripe = 0; stripe < Stripes.COUNT; stripe++) {
      for (HeapEntry entry : heap.copyOf(stripe)) {
        scan(entry, now, demotions);
      }
    }
    for (int group = 0; group < disk.groups(); group++) {
      for (KeyHash hash : disk.hashes(group)) {
        DiskSlot slot = disk.slot(hash);
        if (slot != null && lookup.isOver(slot.deadline(), now) && !slot.onHeap()) {
          expireOnDisk(hash, slot);
        }
      }
    }
    return demotions.count.get();
  }

  /** Removes what is kept past its time, in both tiers, so that it is served no more. */
  void endKept() {
    long now = time.millis();
    for (int stripe = 0; stripe < Stripes.COUNT; stripe++) {
      for (HeapEntry entry : heap.copyOf(stripe)) {
        if (entry.deadline() <= now) {
          lookup.endKept(new KeyRef(entry.key));
        }
      }
    }
    for (int group = 0; group < disk.groups(); group++) {
      for (KeyHash hash : disk.hashes(group)) {
        DiskSlot slot = disk.slot(hash);
        if (slot != null && slot.deadline() <= now && !slot.onHeap()) {
          expireOnDisk(hash, slot);
        }
      }
    }
  }

  private void scan(HeapEntry entry, long now, Demotions demotions) {
    if (lookup.isOver(entry.deadline(), now)) {
      lookup.expire(new KeyRef(entry.key));
      return;
    }
    if (disk.present() && events.wants(TierEvent.Kind.SCAN)) {
      publish(TierEvent.Kind.SCAN, entry, demotions);
    }
    entry.age();
  }

  /** The operations of one scan; counts what they demote. */
  private final class Demotions extends ForwardingOperations {
    final AtomicInteger count = new AtomicInteger();

    Demotions() {
      super(Mover.this);
    }

    @Override
    public boolean demote(Object key) {
      boolean demoted = Mover.this.demote(key);
      if (demoted) {
        count.incrementAndGet();
      }
      return demoted;
    }
  }

  private void publish(TierEvent.Kind kind, HeapEntry entry, TierOperations<Object> operations) {
    long idle = Math.max(0, time.millis() - HeapTier.millisOf(entry.touched()));
    events.publish(
        kind, Tier.HEAP, entry.key, entry.accesses(), idle, entry.version(), "", operations);
  }

  private void expireOnDisk(KeyHash hash, DiskSlot slot) {
    if (!changes.active() || !changes.listensTo(EventType.EXPIRED)) {
      disk.expire(hash, slot.version());
      return;
    }
    // A listener wants the key, which only the record knows.
    Envelope envelope = disk.read(hash);
    if (envelope == null) {
      disk.expire(hash, slot.version());
      return;
    }
    try {
      KeyRef key = new KeyRef(values.codecs().decodeKey(ByteBuffer.wrap(envelope.key())));
      lookup.endKept(key);
    } catch (IOException e) {
      disk.expire(hash, slot.version());
    }
  }

  private void moved(Object key, Tier tier, long version, String reason) {
    if (events.wants(TierEvent.Kind.MOVED)) {
      events.publish(TierEvent.Kind.MOVED, tier, key, 0, 0, version, reason, this);
    }
  }

  // ---------------------------------------------------------------- the end

  /** Ends background work. */
  void stop() {
    stopped = true;
    ticks.close();
    if (scans != null) {
      scans.close();
    }
    if (prefetches != null) {
      prefetches.close();
    }
  }

  /** Leaves every heap entry to the disk, with its deadline and use. Called under all locks. */
  void keepAll() {
    for (int stripe = 0; disk.present() && stripe < Stripes.COUNT; stripe++) {
      for (HeapEntry entry : heap.copyOf(stripe)) {
        try {
          keep(entry);
        } catch (RuntimeException e) {
          // What cannot be encoded any more, such as by a class loader that is gone, is not kept.
          heap.counters().evictions.increment();
        }
      }
    }
  }

  private void keep(HeapEntry entry) {
    KeyRef key = new KeyRef(entry.key);
    int uses = heap.order().uses(entry);
    if (entry.onDisk && disk.demoted(key, entry, entry.accesses(), uses)) {
      return;
    }
    disk.write(key, Current.onHeap(key, entry).record(values, uses), false, time.millis());
  }
}
