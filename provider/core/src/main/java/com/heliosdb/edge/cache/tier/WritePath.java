package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.expiry.ExpiryRules;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.policy.TierPolicy;
import com.heliosdb.edge.cache.tier.Mutation.Needs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Carries compound operations out: claim where user code is involved, look, decide, make ready,
 * tell the writer, apply under the stripe lock, then make room and deliver events outside lock and
 * claim. Thread-safe. Without user code the decision is optimistic: made outside the lock, and made
 * again when another write came in between.
 */
final class WritePath {
  private static final Object PRESENT = new Object();
  // Policies of the specification are asked under the lock; they are no user code.
  private static final long UNKNOWN = -2;

  private final TierHierarchy hierarchy;
  private final Lookup lookup;
  private final Stripes stripes;
  private final HeapTier heap;
  private final Disk disk;
  private final Region region;
  private final Values values;
  private final ExpiryRules expiry;
  private final Origin origin;
  private final EntryChanges changes;
  private final Claims claims;
  private final Mover mover;
  private final VersionClock versions;
  private final TierPolicy policy;
  private final TimeSource time;

  WritePath(
      TierHierarchy hierarchy,
      Lookup lookup,
      Stripes stripes,
      HeapTier heap,
      Disk disk,
      Region region,
      Values values,
      ExpiryRules expiry,
      Origin origin,
      EntryChanges changes,
      Claims claims,
      Mover mover,
      VersionClock versions,
      TierPolicy policy,
      TimeSource time) {
    this.hierarchy = hierarchy;
    this.lookup = lookup;
    this.stripes = stripes;
    this.heap = heap;
    this.disk = disk;
    this.region = region;
    this.values = values;
    this.expiry = expiry;
    this.origin = origin;
    this.changes = changes;
    this.claims = claims;
    this.mover = mover;
    this.versions = versions;
    this.policy = policy;
    this.time = time;
  }

  Outcome apply(Object key, Mutation mutation, Asking asking) {
    KeyRef ref = new KeyRef(key);
    Effects effects = new Effects(changes);
    boolean claimed = mutation.runsUserCode() || origin.writeThrough() || expiry.runsUserCode();
    Outcome outcome;
    try {
      outcome =
          claimed
              ? applyClaimed(ref, mutation, asking, effects)
              : applyPlain(ref, mutation, asking, effects);
    } catch (RuntimeException | Error e) {
      settleAfter(e, effects);
      throw e;
    }
    Throwable failure = settle(outcome.changed(), effects);
    return failure == null ? outcome : outcome.failed(failure);
  }

  void requireStorable(Object key, Object value) {
    values.keyToStored(key);
    Object stored = values.toStored(value);
    if (encodes()) {
      new KeyRef(key).encoded(values.codecs());
      values.bytes(stored);
    }
  }

  List<Outcome> applyAll(
      Collection<?> keys,
      Questions asked,
      Function<UnaryOperator<@Nullable Object>, Map<?, Change>> userCode) {
    Set<KeyRef> refs = new LinkedHashSet<>();
    for (Object key : keys) {
      refs.add(new KeyRef(key));
    }
    Effects effects = new Effects(changes);
    List<Outcome> outcomes;
    try (Questions questions = asked.again(keys)) {
      outcomes = applyClaimed(refs, questions, userCode, effects);
    } catch (RuntimeException | Error e) {
      settleAfter(e, effects);
      throw e;
    }
    Throwable failure = settle(true, effects);
    if (failure != null && !outcomes.isEmpty()) {
      outcomes.set(0, outcomes.get(0).failed(failure));
    } else {
      Outcome.rethrow(failure);
    }
    return outcomes;
  }

  /**
   * Tells the region, makes room and delivers events, each even if another fails; returns what is
   * to be thrown last: of the region, or else of a listener.
   */
  private @Nullable Throwable settle(boolean changed, Effects effects) {
    Throwable failure = effects.tryWrite(region);
    try {
      // A look into the region may have brought something in.
      if (changed || region.present()) {
        mover.relieve();
      }
    } catch (RuntimeException | Error e) {
      addSuppressed(e, failure);
      addSuppressed(e, effects.tryDeliver());
      throw e;
    }
    Throwable second = effects.tryDeliver();
    if (failure == null) {
      return second;
    }
    addSuppressed(failure, second);
    return failure;
  }

  private void settleAfter(Throwable failure, Effects effects) {
    addSuppressed(failure, effects.tryWrite(region));
    addSuppressed(failure, effects.tryDeliver());
  }

  private static void addSuppressed(Throwable failure, @Nullable Throwable second) {
    if (second != null) {
      failure.addSuppressed(second);
    }
  }

  // ---------------------------------------------------------------- under claims

  private List<Outcome> applyClaimed(
      Set<KeyRef> keys,
      Questions questions,
      Function<UnaryOperator<@Nullable Object>, Map<?, Change>> userCode,
      Effects effects) {
    List<Outcome> outcomes = new ArrayList<>(keys.size());
    List<Claim> taken = claims.takeAll(keys);
    try {
      Began began = began();
      Map<?, Change> decided = userCode.apply(key -> valueOf(key, questions, effects));
      for (KeyRef key : keys) {
        Change change = decided.get(key.key);
        if (change != null) {
          Needs needs = effectiveNeeds(Needs.PRESENCE);
          // What is loaded was looked for before.
          Current current =
              change.loads()
                  ? lookup.liveHere(key, needs, effects)
                  : lookup.live(key, needs, questions, effects);
          Prepared prepared = change.changes() ? prepare(key, change, current, began) : null;
          outcomes.add(applyDecided(key, current, null, change, prepared, effects));
        }
      }
      return outcomes;
    } finally {
      taken.forEach(claims::release);
    }
  }

  /** The value there is; what that removes as expired is told with the rest. */
  private @Nullable Object valueOf(@Nullable Object key, Asking asking, Effects effects) {
    KeyRef ref = new KeyRef(Objects.requireNonNull(key));
    Current current = lookup.live(ref, Needs.VALUE, asking, effects);
    return current == null ? null : current.value(values);
  }

  private Outcome applyClaimed(KeyRef key, Mutation mutation, Asking asking, Effects effects) {
    Claim claim = claims.take(key);
    try {
      Needs needs = effectiveNeeds(mutation);
      if (needs == Needs.NOTHING && expiry.runsUserCode()) {
        needs = Needs.PRESENCE;
      }
      Current current = needs == Needs.NOTHING ? null : look(key, mutation, needs, asking, effects);
      Began began = began();
      Object shown = shown(current, mutation.needs());
      Change change = mutation.decide(shown);
      // First: what cannot be stored must not reach the writer.
      Prepared prepared = change.changes() ? prepare(key, change, current, began) : null;
      if (origin.writeThrough()) {
        tellWriter(key, change);
      }
      return applyDecided(key, current, shown, change, prepared, effects);
    } finally {
      claims.release(claim);
    }
  }

  private @Nullable Current look(
      KeyRef key, Mutation mutation, Needs needs, Asking asking, Effects effects) {
    return mutation.lookedInRegion()
        ? lookup.liveHere(key, needs, effects)
        : lookup.live(key, needs, asking, effects);
  }

  private void tellWriter(KeyRef key, Change change) {
    if (change.kind() == Change.Kind.PUT) {
      origin.write(key.key, Objects.requireNonNull(change.value()));
    } else if (change.kind() == Change.Kind.REMOVE) {
      origin.delete(key.key);
    }
  }

  /** Applies a change over whatever version lies there: the claim has kept other writers out. */
  private Outcome applyDecided(
      KeyRef key,
      @Nullable Current current,
      @Nullable Object shown,
      Change change,
      @Nullable Prepared prepared,
      Effects effects) {
    Tier found = current == null ? null : current.tier();
    if (change.kind() == Change.Kind.TOUCH && current != null) {
      hierarchy.accessed(current);
    }
    if (!change.changes()) {
      return new Outcome(found, shown, change, current != null, false);
    }
    Current before = lookup.before(key, current);
    Object old = lookup.oldValue(before);
    ReentrantLock lock = stripes.lock(key.stripe());
    lock.lock();
    try {
      Applied applied = applyLocked(key, before, old, change, prepared, effects);
      return new Outcome(found, shown, change, applied.existed, applied.stored);
    } finally {
      lock.unlock();
    }
  }

  // ---------------------------------------------------------------- without user code

  private Outcome applyPlain(KeyRef key, Mutation mutation, Asking asking, Effects effects) {
    Needs needs = effectiveNeeds(mutation);
    for (; ; ) {
      Current current = needs == Needs.NOTHING ? null : lookup.live(key, needs, asking, effects);
      Object shown = shown(current, mutation.needs());
      Change change = mutation.decide(shown);
      Tier found = current == null ? null : current.tier();
      if (!change.changes()) {
        if (change.kind() == Change.Kind.TOUCH && current != null && !hierarchy.accessed(current)) {
          continue;
        }
        return new Outcome(found, shown, change, current != null, false);
      }
      Prepared prepared = prepare(key, change, current, null);
      Current before = lookup.before(key, current);
      Object old = lookup.oldValue(before);
      Claim holder;
      ReentrantLock lock = stripes.lock(key.stripe());
      lock.lock();
      try {
        holder = claims.holder(key);
        if (holder == null && (needs == Needs.NOTHING || isCurrent(key, current))) {
          Applied applied = applyLocked(key, before, old, change, prepared, effects);
          return new Outcome(found, shown, change, applied.existed, applied.stored);
        }
      } finally {
        lock.unlock();
      }
      if (holder != null) {
        claims.await(holder);
      }
    }
  }

  private boolean isCurrent(KeyRef key, @Nullable Current seen) {
    Current now = lookup.locateLocked(key);
    if (now != null && now.expiredAt(time.millis())) {
      // What is kept has expired for a write; the rest is removed first when it is looked at again.
      return seen == null && lookup.isKept(now);
    }
    if (now != null) {
      return seen != null && now.version == seen.version;
    }
    // What no tier has room for is known to have been overwritten by the region's floor alone.
    return seen == null || (!seen.local && !region.isOvertaken(key, seen.version, region.stamp()));
  }

  // ---------------------------------------------------------------- loads without a claim

  /**
   * Loads a value for a key whose entry is to be replaced; null if the origin has none any more.
   */
  @FunctionalInterface
  interface Load {
    @Nullable Object load();
  }

  /**
   * What came of loading anew.
   *
   * @param value what was loaded
   * @param applied whether it took the entry's place
   */
  record Renewal(@Nullable Object value, boolean applied) {}

  /**
   * Loads anew what is there, while others read and write it, and puts what was loaded in the place
   * of the entry, or removes it if the origin has no value any more; unless it is another version
   * by then. Whoever waits for the key does not wait for the loader.
   *
   * @param seen what is to be replaced, expired or not
   */
  Renewal renew(KeyRef key, Current seen, Load load) {
    Began began = began();
    Object value;
    Claims.enterUserCode();
    try {
      value = load.load();
    } finally {
      Claims.leaveUserCode();
    }
    Change change = value == null ? Change.REMOVE : Change.refresh(value);
    Effects effects = new Effects(changes);
    boolean applied;
    try {
      applied = replace(key, seen, change, began, effects);
    } catch (RuntimeException | Error e) {
      settleAfter(e, effects);
      throw e;
    }
    Outcome.rethrow(settle(applied, effects));
    return new Renewal(value, applied);
  }

  /** Applies a change to what was seen; false if it is another version by now. */
  private boolean replace(
      KeyRef key, Current seen, Change change, @Nullable Began began, Effects effects) {
    Current alive = seen.expiredAt(time.millis()) ? null : seen;
    Prepared prepared = prepare(key, change, alive, began);
    Object old = lookup.oldValue(seen);
    for (; ; ) {
      Claim holder;
      ReentrantLock lock = stripes.lock(key.stripe());
      lock.lock();
      try {
        Current current = lookup.locateLocked(key);
        if (current == null || current.version != seen.version) {
          return false;
        }
        holder = claims.holder(key);
        if (holder == null) {
          Applied applied = applyLocked(key, seen, old, change, prepared, effects);
          return applied.stored || prepared == null;
        }
      } finally {
        lock.unlock();
      }
      claims.await(holder);
    }
  }

  // ---------------------------------------------------------------- both

  private @Nullable Object shown(@Nullable Current current, Needs needs) {
    if (current == null || needs == Needs.NOTHING) {
      return null;
    }
    return needs == Needs.VALUE ? current.value(values) : PRESENT;
  }

  /** A listener who asked for old values makes every change need them. */
  private Needs effectiveNeeds(Needs needs) {
    return lookup.needsOldValues() ? Needs.VALUE : needs;
  }

  /** What does not care for the entry before has to know it where somebody can tell. */
  private Needs effectiveNeeds(Mutation mutation) {
    Needs needs = effectiveNeeds(mutation.needs());
    boolean told =
        needs == Needs.NOTHING
            && region.present()
            && (changes.active()
                || expiry.tellsUpdates()
                || mutation.decide(null).kind() == Change.Kind.REMOVE);
    return told ? Needs.PRESENCE : needs;
  }

  /** Whether keys and values are needed as bytes. */
  private boolean encodes() {
    return disk.present() || region.present();
  }

  /**
   * When a value that user code loads began to be obtained.
   *
   * @param version older than whatever is written meanwhile
   * @param stamp what the region knew then
   */
  private record Began(long version, long stamp) {}

  private @Nullable Began began() {
    return region.present() ? new Began(versions.next(time.millis()), region.stamp()) : null;
  }

  /** A change made ready outside the lock: encoded, weighed, its expiry asked for. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this class
  private record Prepared(
      Object key,
      Object stored,
      Object shown,
      byte @Nullable [] bytes,
      long fingerprint,
      int weight,
      long life,
      @Nullable Began began) {}

  private @Nullable Prepared prepare(
      KeyRef key, Change change, @Nullable Current current, @Nullable Began began) {
    disk.prepare(key);
    region.prepare(key);
    Object value = change.value();
    if (value == null) {
      return null;
    }
    boolean encodes = encodes();
    if (encodes) {
      key.encoded(values.codecs());
    }
    Object stored = values.toStored(value);
    return new Prepared(
        values.keyToStored(key.key),
        stored,
        changes.active() ? values.toUser(stored) : value,
        encodes ? values.bytes(stored) : null,
        encodes ? values.codecs().typeFingerprint(value) : 0,
        values.weigh(key.key, stored, value),
        lifeKnownBefore(change, current),
        change.loads() ? began : null);
  }

  /** The time to live if it does not depend on what is found under the lock. */
  private long lifeKnownBefore(Change change, @Nullable Current current) {
    if (change.hasTtl()) {
      return change.ttl() == null ? ExpiryRules.NEVER : ExpiryRules.millis(change.ttl());
    }
    if (!expiry.runsUserCode()) {
      return UNKNOWN;
    }
    return life(change, current);
  }

  private long life(Change change, @Nullable Current current) {
    long life = current == null ? expiry.onCreation() : expiry.onUpdate();
    return life == ExpiryRules.UNCHANGED && change.kind() == Change.Kind.REFRESH
        ? expiry.onCreation()
        : life;
  }

  /** What applying a change came to. */
  private record Applied(boolean existed, boolean stored) {}

  /** Applies a change under the stripe lock. */
  private Applied applyLocked(
      KeyRef key,
      @Nullable Current seen,
      @Nullable Object seenValue,
      Change change,
      @Nullable Prepared prepared,
      Effects effects) {
    long now = time.millis();
    Current current = lookup.locateLocked(key);
    Object old =
        current != null && seen != null && seen.version == current.version ? seenValue : null;
    if (current != null && current.expiredAt(now)) {
      lookup.expireLocked(key, current, old, effects);
      current = null;
    }
    if (current == null && seen != null && !seen.local) {
      current = seen;
      old = seenValue;
    }
    boolean stored = false;
    if (prepared != null && isOvertaken(key, current, prepared)) {
      return new Applied(current != null, false);
    }
    if (prepared == null) {
      tellRegion(key, versions.next(now), null, effects);
    }
    if (prepared != null) {
      stored = put(key, current, old, change, prepared, now, effects);
    } else if (current != null) {
      lookup.drop(key, current);
      effects.add(key, EventType.REMOVED, Lookup.keptKey(key, current), null, old);
    } else {
      // Nothing is served for the key, but a disk that stands aside may still hold a record.
      disk.drop(key);
    }
    return new Applied(current != null, stored);
  }

  /** Whether a loaded value is older than what was written meanwhile, here or elsewhere. */
  private boolean isOvertaken(KeyRef key, @Nullable Current current, Prepared prepared) {
    Began began = prepared.began;
    return began != null
        && ((current != null && current.version > began.version)
            || region.isOvertaken(key, began.version, began.stamp));
  }

  /** Notes what the region is to be told when the lock is released. */
  private void tellRegion(KeyRef key, long version, @Nullable DiskRecord record, Effects effects) {
    if (region.present()) {
      region.raise(key, version);
      effects.add(new RegionWrite(key, version, record));
    }
  }

  /** Makes a value current; false if its time has come already and there was no entry. */
  private boolean put(
      KeyRef key,
      @Nullable Current current,
      @Nullable Object old,
      Change change,
      Prepared prepared,
      long now,
      Effects effects) {
    long deadline = deadline(key.spread, prepared, change, current, now);
    Object kept = current == null || current.entry == null ? prepared.key : current.entry.key;
    if (deadline > now) {
      EventType type = current == null ? EventType.CREATED : EventType.UPDATED;
      store(key, kept, current, change.hasTtl(), prepared, deadline, now, effects);
      effects.add(key, type, kept, prepared.shown, current == null ? null : old);
      return true;
    }
    tellRegion(key, versions.next(now), null, effects);
    if (current == null) {
      disk.drop(key);
      return false;
    }
    lookup.drop(key, current);
    effects.add(key, EventType.UPDATED, kept, prepared.shown, old);
    effects.add(key, EventType.EXPIRED, kept, null, prepared.shown);
    return true;
  }

  private long deadline(
      int spread, Prepared prepared, Change change, @Nullable Current current, long now) {
    long life = prepared.life;
    if (life == UNKNOWN) {
      life = life(change, current);
    }
    if (life == ExpiryRules.UNCHANGED) {
      // The entry that was to keep its deadline may be gone by now.
      return current == null ? ExpiryRules.NEVER : current.deadline;
    }
    return expiry.deadline(life, spread, now);
  }

  /**
   * Makes a new version current: on the heap where the key is there already or new keys start
   * there, else on disk.
   */
  private void store(
      KeyRef key,
      Object kept,
      @Nullable Current current,
      boolean fixedTtl,
      Prepared prepared,
      long deadline,
      long now,
      Effects effects) {
    HeapEntry there = current == null ? null : current.entry;
    long version = prepared.began == null ? versions.next(now) : prepared.began.version;
    boolean fits = heap.fits(prepared.weight);
    HeapEntry entry = null;
    if (current == null) {
      disk.keyCame();
      policy.inserted(key.spread);
    }
    if (fits && (there != null || policy.startsOnHeap())) {
      boolean keepsDeadline = current != null && deadline == current.deadline;
      entry = install(there, key, kept, prepared, version, deadline, keepsDeadline, fixedTtl);
    } else if (there != null) {
      heap.remove(there);
    }
    boolean onDisk = false;
    boolean later = entry != null && policy.startsOnHeap();
    if (later) {
      // Written when it leaves the heap; no older version may be found below it.
      disk.drop(key);
    }
    if (prepared.bytes != null) {
      DiskRecord record =
          new DiskRecord(prepared.bytes, prepared.fingerprint, version, now, deadline, fixedTtl, 0);
      onDisk = !later && disk.write(key, record, entry != null, now);
      tellRegion(key, version, record, effects);
    }
    if (entry != null) {
      entry.onDisk = onDisk;
    } else if (!onDisk && fits) {
      install(null, key, kept, prepared, version, deadline, false, fixedTtl);
    } else if (!onDisk) {
      heap.counters().evictions.increment();
    }
  }

  private HeapEntry install(
      @Nullable HeapEntry there,
      KeyRef key,
      Object kept,
      Prepared prepared,
      long version,
      long deadline,
      boolean keepsDeadline,
      boolean fixedTtl) {
    return heap.put(
        there,
        kept,
        key.spread,
        prepared.stored,
        version,
        deadline,
        keepsDeadline,
        fixedTtl,
        prepared.weight);
  }
}
