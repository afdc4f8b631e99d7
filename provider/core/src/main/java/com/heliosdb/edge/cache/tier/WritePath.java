package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.expiry.ExpiryRules;
import com.heliosdb.edge.cache.expiry.TimeSource;
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
import org.jspecify.annotations.Nullable;

/**
 * Carries compound operations out: claim where user code is involved, look, decide, make ready,
 * tell the writer, apply under the stripe lock, then make room and deliver events outside lock and
 * claim. Thread-safe. Without user code the decision is optimistic: made outside the lock, and made
 * again when another write came in between.
 */
final class WritePath {
  private static final Object PRESENT = new Object();

  private final TierHierarchy hierarchy;
  private final Applier applier;
  private final Lookup lookup;
  private final Stripes stripes;
  private final Region region;
  private final Values values;
  private final ExpiryRules expiry;
  private final Origin origin;
  private final EntryChanges changes;
  private final Claims claims;
  private final Mover mover;
  private final TimeSource time;

  WritePath(TierHierarchy hierarchy, WriteParts parts, Applier applier, Origin origin) {
    this.hierarchy = hierarchy;
    this.applier = applier;
    this.origin = origin;
    lookup = parts.lookup();
    stripes = parts.stripes();
    region = parts.region();
    values = parts.values();
    expiry = parts.expiry();
    changes = parts.changes();
    claims = parts.claims();
    mover = parts.mover();
    time = parts.time();
  }

  Outcome apply(Object key, Mutation mutation, Asking asking) {
    Effects effects = new Effects(changes);
    return settle(make(new KeyRef(key), mutation, asking, effects), effects);
  }

  /** The same, but for what comes after it: the region is told, and not waited for. */
  Unsettled begin(Object key, Mutation mutation, Asking asking) {
    Effects effects = new Effects(changes);
    Outcome outcome = make(new KeyRef(key), mutation, asking, effects);
    effects.begin(region);
    return () -> settle(outcome, effects);
  }

  private Outcome make(KeyRef ref, Mutation mutation, Asking asking, Effects effects) {
    boolean claimed = mutation.runsUserCode() || origin.writeThrough() || expiry.runsUserCode();
    try {
      return claimed
          ? applyClaimed(ref, mutation, asking, effects)
          : applyPlain(ref, mutation, asking, effects);
    } catch (RuntimeException | Error e) {
      effects.settleAfter(e, region);
      throw e;
    }
  }

  private Outcome settle(Outcome outcome, Effects effects) {
    Throwable failure = effects.trySettle(outcome.changed(), region, mover);
    return failure == null ? outcome : outcome.failed(failure);
  }

  void requireStorable(Object key, Object value) {
    values.keyToStored(key);
    Object stored = values.toStored(value);
    if (applier.encodes()) {
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
      effects.settleAfter(e, region);
      throw e;
    }
    Throwable failure = effects.trySettle(true, region, mover);
    if (failure != null && !outcomes.isEmpty()) {
      outcomes.set(0, outcomes.get(0).failed(failure));
    } else {
      Outcome.rethrow(failure);
    }
    return outcomes;
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
      Applier.Began began = applier.began();
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
          Applier.Prepared prepared =
              change.changes() ? applier.prepare(key, change, current, began) : null;
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
      Current current = needs == Needs.NOTHING ? null : lookup.live(key, needs, asking, effects);
      Applier.Began began = applier.began();
      Object shown = shown(current, mutation.needs());
      Change change = mutation.decide(shown);
      // First: what cannot be stored must not reach the writer.
      Applier.Prepared prepared =
          change.changes() ? applier.prepare(key, change, current, began) : null;
      if (origin.writeThrough()) {
        tellWriter(key, change);
      }
      return applyDecided(key, current, shown, change, prepared, effects);
    } finally {
      claims.release(claim);
    }
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
      Applier.@Nullable Prepared prepared,
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
      Applier.Applied applied = applier.applyLocked(key, before, old, change, prepared, effects);
      return new Outcome(found, shown, change, applied.existed(), applied.stored());
    } finally {
      lock.unlock();
    }
  }

  // ---------------------------------------------------------------- without user code

  private Outcome applyPlain(KeyRef key, Mutation mutation, Asking asking, Effects effects) {
    Needs needs = effectiveNeeds(mutation);
    for (; ; ) {
      long stamp = needs == Needs.NOTHING ? 0 : region.stamp();
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
      Applier.Prepared prepared = applier.prepare(key, change, current, null);
      Current before = lookup.before(key, current);
      Object old = lookup.oldValue(before);
      Claim holder;
      ReentrantLock lock = stripes.lock(key.stripe());
      lock.lock();
      try {
        holder = claims.holder(key);
        if (holder == null && (needs == Needs.NOTHING || isCurrent(key, current, stamp))) {
          Applier.Applied applied =
              applier.applyLocked(key, before, old, change, prepared, effects);
          return new Outcome(found, shown, change, applied.existed(), applied.stored());
        }
      } finally {
        lock.unlock();
      }
      if (holder != null) {
        claims.await(holder);
      }
    }
  }

  private boolean isCurrent(KeyRef key, @Nullable Current seen, long stamp) {
    Current now = lookup.locateLocked(key);
    if (now != null && now.expiredAt(time.millis())) {
      // What is kept has expired for a write; the rest is removed first when it is looked at again.
      return seen == null && lookup.isKept(now);
    }
    if (now != null) {
      return seen != null && now.version == seen.version;
    }
    // What no tier has room for is known to have been written by the region's floor alone.
    return seen == null
        ? region.isUnmoved(key, stamp)
        : !seen.local && !region.isOvertaken(key, seen.version, region.stamp());
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
}
