package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.stats.CacheCounters;
import com.heliosdb.edge.cache.tier.Change;
import com.heliosdb.edge.cache.tier.Outcome;
import com.heliosdb.edge.cache.tier.Questions;
import com.heliosdb.edge.cache.tier.TierHierarchy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Operations on many keys that call the loader or writer once for all of them, under claims on all.
 * What a writer failed on stays as it was; what it wrote is applied before its exception is thrown.
 * Thread-safe.
 */
final class BulkOperations<K, V> {
  private final TierHierarchy hierarchy;
  private final UserOrigin<K, V> origin;
  private final CacheCounters counters;

  BulkOperations(TierHierarchy hierarchy, UserOrigin<K, V> origin, CacheCounters counters) {
    this.hierarchy = hierarchy;
    this.origin = origin;
    this.counters = counters;
  }

  /** Loads what is not there, or everything; returns what was loaded or found to be there. */
  Map<K, V> load(Set<? extends K> keys, boolean replaceExisting) {
    return load(keys, hierarchy.questions(Set.of()), replaceExisting);
  }

  /**
   * The same, of keys that were looked for in vain.
   *
   * @param asked by the same operation, before
   */
  Map<K, V> load(Set<? extends K> keys, Questions asked) {
    return load(keys, asked, false);
  }

  private Map<K, V> load(Set<? extends K> keys, Questions asked, boolean replaceExisting) {
    Map<K, V> loaded = new HashMap<>();
    Map<K, V> present = new HashMap<>();
    List<Outcome> outcomes =
        hierarchy.applyAll(
            keys,
            asked,
            there -> {
              List<K> wanted = new ArrayList<>(keys.size());
              for (K key : keys) {
                Object value = replaceExisting ? null : there.apply(key);
                if (value == null) {
                  wanted.add(key);
                } else {
                  present.put(key, asValue(value));
                }
              }
              loaded.putAll(origin.loadAll(wanted));
              Map<K, Change> changes = new HashMap<>();
              loaded.forEach((key, value) -> changes.put(key, Change.load(value)));
              return changes;
            });
    outcomes.forEach(Outcome::rethrow);
    present.putAll(loaded);
    return present;
  }

  @SuppressWarnings("unchecked") // the hierarchy knows no types; its values are of this cache
  private V asValue(Object value) {
    return (V) value;
  }

  /** Writes and puts all. */
  void put(Map<? extends K, ? extends V> map) {
    // First: what cannot be stored must not reach the writer.
    map.forEach(hierarchy::requireStorable);
    Failure failure = new Failure();
    List<Outcome> outcomes =
        hierarchy.applyAll(
            map.keySet(),
            hierarchy.questions(Set.of()),
            there -> {
              Map<K, Change> changes = new LinkedHashMap<>();
              Collection<Cache.Entry<? extends K, ? extends V>> left = new ArrayList<>(map.size());
              map.forEach(
                  (key, value) -> {
                    changes.put(key, Change.put(value));
                    left.add(new EdgeCacheEntry<>(key, value));
                  });
              failure.of(() -> origin.writeAll(left), left.isEmpty());
              if (failure.thrown != null) {
                left.forEach(entry -> changes.remove(entry.getKey()));
              }
              return changes;
            });
    if (counters.enabled()) {
      counters.puts.add(outcomes.stream().filter(Outcome::stored).count());
    }
    failure.rethrow(outcomes);
  }

  /** Deletes and removes all. */
  void remove(Set<? extends K> keys) {
    Failure failure = new Failure();
    List<Outcome> outcomes =
        hierarchy.applyAll(
            keys,
            hierarchy.questions(Set.of()),
            there -> {
              Map<K, Change> changes = new LinkedHashMap<>();
              keys.forEach(key -> changes.put(key, Change.REMOVE));
              Set<K> left = new LinkedHashSet<>(keys);
              failure.of(() -> origin.deleteAll(left), left.isEmpty());
              if (failure.thrown != null) {
                left.forEach(changes::remove);
              }
              return changes;
            });
    if (counters.enabled()) {
      counters.removals.add(outcomes.stream().filter(Outcome::existed).count());
    }
    failure.rethrow(outcomes);
  }

  /** What a writer threw, kept until the rest is done. */
  private static final class Failure {
    @Nullable CacheException thrown;

    void of(Runnable call, boolean nothingToDo) {
      if (!nothingToDo) {
        try {
          call.run();
        } catch (CacheException e) {
          thrown = e;
        }
      }
    }

    /** Throws it, what a listener threw suppressed; or else the latter. */
    void rethrow(List<Outcome> outcomes) {
      CacheException failure = thrown;
      if (failure != null) {
        for (Outcome outcome : outcomes) {
          if (outcome.failure() != null) {
            failure.addSuppressed(outcome.failure());
          }
        }
        throw failure;
      }
      outcomes.forEach(Outcome::rethrow);
    }
  }
}
