package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.config.LoadingSettings;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.expiry.ExpiryRules;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.policy.TierPolicy;
import com.heliosdb.edge.cache.stats.CacheCounters;
import com.heliosdb.edge.cache.stats.HitCounter;
import com.heliosdb.edge.cache.stats.LoadCounters;
import com.heliosdb.edge.cache.stats.RegionCounters;
import com.heliosdb.edge.cache.tier.Mutation.Needs;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The straight path through the tiers. Thread-safe. For each key one version is current; every copy
 * in a tier is that version or was made unreachable before the write that replaced it returned. A
 * heap hit takes no lock and allocates nothing; changes are applied under the stripe lock of their
 * key; user code runs under a claim instead, never under a lock.
 */
public final class TierHierarchy {
  private final HeapTier heap;
  private final Disk disk;
  private final Region region;
  private final Values values;
  private final ExpiryRules expiry;
  private final boolean movesOnAccess;
  // A hit has to look at the clock, whether its entry expires or not.
  private final boolean timed;
  private final HitCounter heapHits;
  private final Origin origin;
  private final EntryChanges changes;
  private final TierEvents events;
  private final CacheCounters counters;
  private final TierPolicy policy;
  private final TimeSource time;
  private final Lookup lookup;
  private final Accesses accesses;
  private final Mover mover;
  private final WritePath writes;
  private final HeapPuts heapPuts;
  private final WholeCache whole;
  private final Loads loads;
  private final LoadCounters loadCounters = new LoadCounters();

  TierHierarchy(
      String cacheName,
      LoadingSettings loading,
      Stripes stripes,
      HeapTier heap,
      Disk disk,
      Region region,
      Values values,
      ExpiryRules expiry,
      Origin origin,
      EntryChanges changes,
      TierEvents events,
      Claims claims,
      CacheCounters counters,
      VersionClock versions,
      Executor background,
      Executor loadThreads,
      TierPolicy policy,
      TimeSource time) {
    this.heap = heap;
    this.disk = disk;
    this.region = region;
    this.values = values;
    this.expiry = expiry;
    movesOnAccess = expiry.movesOnAccess();
    heapHits = heap.counters().hits;
    this.origin = origin;
    this.changes = changes;
    this.events = events;
    this.counters = counters;
    this.policy = policy;
    this.time = time;
    lookup =
        new Lookup(
            stripes, heap, disk, region, values, changes, policy, loading.grace().toMillis(), time);
    accesses = new Accesses(lookup, events, disk.present() ? Tier.DISK : Tier.HEAP, time);
    mover =
        new Mover(
            lookup,
            stripes,
            heap,
            disk,
            policy,
            values,
            changes,
            events,
            accesses,
            this::refresh,
            background,
            time);
    WriteParts parts =
        new WriteParts(
            lookup, stripes, heap, disk, region, values, expiry, changes, claims, mover, versions,
            policy, time);
    Applier applier = new Applier(parts);
    writes = new WritePath(this, parts, applier, origin);
    loads =
        new Loads(
            cacheName,
            loading,
            lookup,
            writes,
            new Renewals(parts, applier),
            values,
            origin,
            this::servedStale,
            loadCounters,
            loadThreads,
            time);
    timed = movesOnAccess || loads.refreshes();
    boolean heapOnly =
        !disk.present() && !region.present() && !origin.writeThrough() && !expiry.runsUserCode();
    heapPuts = new HeapPuts(heapOnly, loads.refreshes(), parts);
    whole = new WholeCache(parts);
    try {
      region.start(new LocalCopies(lookup, stripes, heap, disk, values, region));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Whether the calling thread is inside a loader, writer or processor of some cache. */
  public static boolean inUserCode() {
    return Claims.heldByCurrentThread();
  }

  // ---------------------------------------------------------------- reads

  /**
   * The value, or null. Counted as one hit or one miss; a miss is loaded when the cache reads
   * through.
   *
   * @throws javax.cache.integration.CacheLoaderException if the loader throws
   */
  public @Nullable Object get(Object key) {
    if (counters.enabled()) {
      return getCounted(key);
    }
    Object value = find(key);
    return value != null ? value : getBelow(key);
  }

  /** The value of an entry on the heap whose time has not come. Null is no proof of absence. */
  private @Nullable Object find(Object key) {
    HeapEntry entry = heap.find(key, Stripes.spread(key.hashCode()));
    if (entry == null) {
      return null;
    }
    // In this order: the value is at least as new as the deadline, and it is taken before an access
    // that may end its time.
    long deadline = entry.deadline();
    Object stored = entry.stored();
    return stored != null && access(entry, deadline) ? values.toUser(entry, stored) : null;
  }

  private @Nullable Object getCounted(Object key) {
    HitCounter.Cell cell = heapHits.cell();
    int weight = cell == null ? counters.getTime.weightNow() : cell.weightNow();
    if (weight != 0) {
      return getTimed(key, weight);
    }
    Object value = find(key);
    if (value == null) {
      return getBelow(key);
    }
    if (cell != null) {
      cell.hit();
    } else {
      heapHits.hitShared();
    }
    return value;
  }

  private @Nullable Object getBelow(Object key) {
    Asking asking = lookup.oneKey();
    Object value = peek(new KeyRef(key), asking);
    return value != null || !origin.readThrough() ? value : loads.demand(key, asking);
  }

  private @Nullable Object getTimed(Object key, int weight) {
    long start = time.nanos();
    try {
      Object value = find(key);
      long afterHeap = time.nanos();
      heap.counters().latency.add(afterHeap - start, weight);
      if (value != null) {
        count(Tier.HEAP);
        return value;
      }
      Asking asking = lookup.oneKey();
      value = peek(new KeyRef(key), asking);
      if (disk.present()) {
        disk.counters().latency.add(time.nanos() - afterHeap, weight);
      }
      return value != null || !origin.readThrough() ? value : loads.demand(key, asking);
    } finally {
      counters.getTime.add(time.nanos() - start, weight);
    }
  }

  /** What one operation asks the region, which looks for these keys in this order. */
  public Questions questions(Collection<?> keys) {
    return lookup.questions(keys);
  }

  /**
   * The value, or null, without loading, as one of those that an operation looks for. Counted as
   * one hit or one miss, and as an access.
   */
  public @Nullable Object getLocal(Object key, Questions questions) {
    Object value = find(key);
    if (value != null) {
      count(Tier.HEAP);
      return value;
    }
    return peek(new KeyRef(key), questions);
  }

  /** The path of a read that the lookaside array did not answer. */
  private @Nullable Object peek(KeyRef key, Asking asking) {
    Effects effects = new Effects(changes);
    for (; ; ) {
      Current current = lookup.live(key, Needs.VALUE, asking, effects);
      if (current == null) {
        Current stale = loads.staleMeanwhile(key, asking);
        Object value = stale == null ? null : stale.value(values);
        if (stale != null && value != null) {
          count(stale.tier());
          loads.servedMeanwhile(stale);
          effects.deliver();
          return value;
        }
        accesses.note(key.key, null);
        count(null);
        effects.deliver();
        return null;
      }
      if (current.tier() == Tier.REGION) {
        // Installed by now, which may have been one too many.
        mover.relieve();
      }
      Object value = current.value(values);
      if (value != null && accessed(current)) {
        count(current.tier());
        if (loads.refreshes()) {
          loads.read(key.key, current.version, time.millis());
        }
        // One that has expired here may be there in the region.
        effects.deliver();
        return value;
      }
    }
  }

  /** Notes a read of a heap entry; false if its time has come. */
  private boolean access(HeapEntry entry, long deadline) {
    if (deadline != HeapEntry.NEVER || timed) {
      return accessTimed(entry, deadline);
    }
    noteAccess(entry);
    return true;
  }

  private boolean accessTimed(HeapEntry entry, long deadline) {
    long now = time.millis();
    if (!accessAt(entry, deadline, now)) {
      return false;
    }
    // The version is racy here; loading anew looks at it again.
    loads.read(entry.key, entry.version(), now);
    return true;
  }

  private void noteAccess(HeapEntry entry) {
    long tick = heap.tick();
    long before = entry.touch(tick);
    if (before != tick) {
      noteFirstInTick(entry, before, tick);
    }
  }

  private void noteFirstInTick(HeapEntry entry, long before, long tick) {
    if (entry.watched) {
      policy.heapHit(entry.spread);
    }
    if (HeapTier.millisOf(before) != HeapTier.millisOf(tick)) {
      accesses.note(entry.key, HeapTier.millisOf(tick), Tier.HEAP);
    }
  }

  private boolean accessAt(HeapEntry entry, long seen, long now) {
    if (seen <= now) {
      return false;
    }
    noteAccess(entry);
    if (entry.fixedTtl || !movesOnAccess) {
      return true;
    }
    long life = expiry.onAccess();
    if (life == ExpiryRules.UNCHANGED) {
      return true;
    }
    long moved = expiry.deadline(life, entry.spread, now);
    if (moved == seen) {
      return true;
    }
    if (!entry.moveDeadline(seen, moved)) {
      return entry.deadline() > now;
    }
    if (moved <= now) {
      lookup.expire(new KeyRef(entry.key));
    }
    return true;
  }

  /** Notes a read of whatever was found; false if its time has come meanwhile. */
  boolean accessed(Current current) {
    if (current.tier() == Tier.REGION) {
      accesses.note(current.key.key, Tier.REGION);
    }
    if (current.entry != null) {
      return accessAt(current.entry, current.entry.deadline(), time.millis());
    }
    long now = time.millis();
    if (current.tier() == Tier.DISK) {
      accesses.note(current.key.key, now, Tier.DISK);
    }
    boolean told = events.wants(TierEvent.Kind.READ);
    DiskSlot before = told ? disk.slot(current.key) : null;
    int accesses = disk.touch(current.key, current.version, now);
    policy.diskHit(current.key.spread);
    if (!current.fixedTtl() && expiry.movesOnAccess() && expiresByAccess(current, now)) {
      lookup.expire(current);
    } else if (before != null && accesses > 0) {
      mover.read(current, accesses, Math.max(0, now - before.touchedSeconds() * 1_000L));
    }
    return true;
  }

  /** Notes a read of what is past its time: it is used, but lives no longer for that. */
  private void servedStale(Current stale) {
    if (stale.entry != null) {
      noteAccess(stale.entry);
    } else {
      accesses.note(stale.key.key, Tier.DISK);
      disk.touch(stale.key, stale.version, time.millis());
      policy.diskHit(stale.key.spread);
    }
  }

  /** Moves the deadline of a record that was read; whether it has passed by that. */
  private boolean expiresByAccess(Current current, long now) {
    long life = expiry.onAccess();
    if (life == ExpiryRules.UNCHANGED) {
      return false;
    }
    long moved = expiry.deadline(life, current.key.spread, now);
    return disk.moveDeadline(current.key, current.version, current.deadline, moved) && moved <= now;
  }

  /** Whether there is an unexpired entry in any tier. Not an access, not counted. */
  public boolean containsKey(Object key) {
    KeyRef ref = new KeyRef(key);
    if (!region.present()) {
      Current current = lookup.locate(ref);
      return current != null && !current.expiredAt(time.millis());
    }
    Effects effects = new Effects(changes);
    boolean there = lookup.live(ref, Needs.PRESENCE, effects) != null;
    mover.relieve();
    effects.deliver();
    return there;
  }

  private void count(@Nullable Tier found) {
    if (counters.enabled()) {
      if (found == Tier.HEAP) {
        heap.counters().hits.hit();
        return;
      }
      heap.counters().misses.increment();
      if (found == Tier.DISK) {
        disk.counters().hits.hit();
      } else {
        countBelowDisk(found);
      }
    }
  }

  private void countBelowDisk(@Nullable Tier found) {
    if (disk.present()) {
      disk.counters().misses.increment();
    }
    if (found == Tier.REGION) {
      region.counters().tier.hits.hit();
    } else if (region.present()) {
      region.counters().tier.misses.increment();
    }
  }

  // ---------------------------------------------------------------- writes

  private boolean refresh(KeyRef key, long version) {
    return loads.bringUp(key, version);
  }

  /**
   * The values of keys that no tier has, loaded all at once; stale ones where that fails and they
   * are allowed. Keys the origin has no value for are left out.
   *
   * @param asked in vain, before
   * @param load loads those it is given, and puts them
   * @throws javax.cache.integration.CacheLoaderException if the loader throws
   */
  public <K, V> Map<K, V> loadAll(Set<K> keys, Questions asked, Function<Set<K>, Map<K, V>> load) {
    return loads.demandAll(keys, asked, load);
  }

  /**
   * Carries a compound operation out, atomically for its key, and delivers its events. Not counted:
   * what a synchronous listener throws is in the outcome, for the caller to throw when it has
   * counted.
   *
   * @throws javax.cache.integration.CacheWriterException if the writer throws; nothing was changed
   */
  public Outcome apply(Object key, Mutation mutation) {
    return writes.apply(key, mutation, lookup.oneKey());
  }

  /**
   * The same for one of the keys that an operation looks for, but for what comes after it: the
   * region is told, and not waited for.
   */
  public Unsettled begin(Object key, Mutation mutation, Questions questions) {
    return writes.begin(key, mutation, questions);
  }

  /**
   * Puts a value where only the heap is concerned, at a fraction of the cost of {@link #apply}.
   *
   * @return false if more is concerned: then nothing was done
   */
  public boolean putOnHeap(Object key, Object value) {
    return heapPuts.put(key, value);
  }

  /**
   * Refuses what a put would refuse to store.
   *
   * @throws CacheException if key or value have no stored form
   */
  public void requireStorable(Object key, Object value) {
    writes.requireStorable(key, value);
  }

  /**
   * Runs user code once under claims on all keys, and applies the changes it decided on, by key. It
   * is given a look at what is there: the unexpired value of a key, or null; neither an access nor
   * counted. The writer is not told. Not counted; the first outcome carries what a listener threw.
   *
   * @param asked by the same operation, before
   */
  public List<Outcome> applyAll(
      Collection<?> keys,
      Questions asked,
      Function<UnaryOperator<@Nullable Object>, Map<?, Change>> userCode) {
    return writes.applyAll(keys, asked, userCode);
  }

  // ---------------------------------------------------------------- the whole cache

  /**
   * Removes everything, durably, without events and without telling the writer. Waits for claims.
   *
   * @throws CacheException if the disk could not make it durable, or the region did not take it;
   *     this process reads nothing older all the same
   */
  public void clear() {
    whole.clear();
  }

  /** Serves nothing any more that is past its time. */
  public void forgetStale() {
    if (lookup.keeps()) {
      mover.endKept();
    }
  }

  Lookup lookup() {
    return lookup;
  }

  /** What decides which entries are kept where. */
  public TierPolicy policy() {
    return policy;
  }

  /** Moves entries between tiers. */
  public Mover mover() {
    return mover;
  }

  /** Walks over all unexpired entries; weakly consistent. */
  public EntryWalk walk() {
    return new EntryWalk(lookup, heap, disk, values, time);
  }

  /** Whether there may be entries that a walk does not meet now. */
  public boolean hidesEntries() {
    return region.present() || disk.hidesRecords();
  }

  /** The tiers that stand aside after a fault. */
  public Set<Tier> tiersAside() {
    Set<Tier> aside = EnumSet.noneOf(Tier.class);
    if (disk.aside()) {
      aside.add(Tier.DISK);
    }
    if (region.aside()) {
      aside.add(Tier.REGION);
    }
    return aside;
  }

  /** Notes a read of an entry the walk came by, and counts it as a hit. */
  public void walked(Current current) {
    accessed(current);
    count(current.tier());
  }

  /** Counts a lookup that a compound operation made. */
  public void countLookup(Outcome outcome) {
    count(outcome.found());
  }

  /** Makes everything durable. Operations under way end before, or fail as on a closed cache. */
  public void close() {
    loads.stop();
    whole.close();
  }

  /**
   * Removes everything and what was stored. Operations under way end before, or fail as on a closed
   * cache.
   *
   * @throws CacheException if files could not be removed
   */
  public void destroy() {
    loads.stop();
    whole.destroy();
  }

  // ---------------------------------------------------------------- looking in

  /** The tier that holds an unexpired entry; null if none does. Not an access. */
  public @Nullable Tier tierOf(Object key) {
    Current current = lookup.locate(new KeyRef(key));
    return current == null || current.expiredAt(time.millis()) ? null : current.tier();
  }

  /** Where the entry is and why. Not an access. */
  public Explanation explain(Object key) {
    KeyRef ref = new KeyRef(key);
    Current current = lookup.locate(ref);
    long now = time.millis();
    if (current == null || current.expiredAt(now)) {
      return new Explanation(null, 0, Duration.ZERO, null, "in no local tier");
    }
    Duration left =
        current.deadline == HeapEntry.NEVER ? null : Duration.ofMillis(current.deadline - now);
    HeapEntry entry = current.entry;
    if (entry != null) {
      return new Explanation(
          Tier.HEAP,
          entry.accesses(),
          age(VersionClock.millisOf(current.version), now),
          left,
          entry.reason());
    }
    DiskSlot slot = disk.slot(ref);
    int accesses = slot == null ? 0 : slot.accesses();
    return new Explanation(
        Tier.DISK,
        accesses,
        age(VersionClock.millisOf(current.version), now),
        left,
        accesses == 0 ? "demoted" : "inserted");
  }

  private static Duration age(long sinceMillis, long nowMillis) {
    return Duration.ofMillis(Math.max(0, nowMillis - sinceMillis));
  }

  /** What the heap tier did and holds. */
  public TierView heapView() {
    return new TierView(heap.counters(), heap::entries, heap::bytes, heap.capacityBytes());
  }

  /** What the disk tier did and holds; null if there is none. */
  public @Nullable TierView diskView() {
    return disk.present()
        ? new TierView(disk.counters(), disk::entries, disk::bytes, disk.capacityBytes())
        : null;
  }

  /** What reads had to do with the loader. */
  public LoadCounters loadCounters() {
    return loadCounters;
  }

  /** Whether the region store is let through to: CLOSED, OPEN or HALF_OPEN; empty without one. */
  public String regionBreaker() {
    return region.breaker();
  }

  /** What the region tier did; null if there is none. What it holds is not known. */
  public @Nullable RegionCounters regionView() {
    return region.present() ? region.counters() : null;
  }
}
