package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EntryExplanation;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.stats.CacheCounters;
import com.heliosdb.edge.cache.stats.LatencySampler;
import com.heliosdb.edge.cache.tier.Change;
import com.heliosdb.edge.cache.tier.Explanation;
import com.heliosdb.edge.cache.tier.Mutation;
import com.heliosdb.edge.cache.tier.Mutation.Needs;
import com.heliosdb.edge.cache.tier.Outcome;
import com.heliosdb.edge.cache.tier.Questions;
import com.heliosdb.edge.cache.tier.TierHierarchy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * A cache as JSR-107 and {@link EdgeCache} describe it, over a {@link TierHierarchy}. Thread-safe.
 * Checks arguments, says what each operation means, and counts it.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class EdgeCacheFront<K, V> implements EdgeCache<K, V> {
  private final CacheParts<K, V> parts;
  private final TierHierarchy hierarchy;
  private final CacheCounters counters;
  private final OperationCounts counts;
  private final BulkOperations<K, V> bulk;
  private volatile boolean closed;

  EdgeCacheFront(CacheParts<K, V> parts) {
    this.parts = parts;
    hierarchy = parts.hierarchy();
    counters = parts.counters();
    counts = new OperationCounts(hierarchy, counters, parts.time());
    bulk = new BulkOperations<>(hierarchy, parts.origin(), counters);
  }

  TierHierarchy hierarchy() {
    return hierarchy;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("Cache '" + getName() + "' is closed");
    }
  }

  private void require(@Nullable Object key) {
    requireOpen();
    if (key == null) {
      throw new NullPointerException("key must not be null");
    }
  }

  private void require(@Nullable Object key, @Nullable Object value) {
    require(key);
    if (value == null) {
      throw new NullPointerException("value must not be null");
    }
  }

  private void requireAll(Iterable<?> keys) {
    requireOpen();
    for (Object key : keys) {
      Objects.requireNonNull(key, "key must not be null");
    }
  }

  // ---------------------------------------------------------------- reads

  @Override
  @SuppressWarnings("unchecked") // values are of this cache
  public @Nullable V get(K key) {
    if (key == null || closed) {
      require(key);
    }
    return (V) hierarchy.get(key);
  }

  @Override
  @SuppressWarnings("unchecked") // values are of this cache
  public Map<K, V> getAll(Set<? extends K> keys) {
    requireAll(keys);
    Map<K, V> found = new HashMap<>();
    Set<K> missing = new LinkedHashSet<>();
    Questions questions = hierarchy.questions(keys);
    try (questions) {
      for (K key : keys) {
        V value = (V) counts.timed(counters.getTime, () -> hierarchy.getLocal(key, questions));
        if (value != null) {
          found.put(key, value);
        } else {
          missing.add(key);
        }
      }
    }
    if (!missing.isEmpty() && parts.origin().readThrough()) {
      found.putAll(hierarchy.loadAll(missing, questions, wanted -> bulk.load(wanted, questions)));
    }
    return found;
  }

  @Override
  public boolean containsKey(K key) {
    require(key);
    return hierarchy.containsKey(key);
  }

  @Override
  public void loadAll(
      Set<? extends K> keys, boolean replaceExistingValues, @Nullable CompletionListener listener) {
    requireAll(keys);
    CompletionListener told = listener == null ? new Untold() : listener;
    if (!parts.origin().canLoad()) {
      told.onCompletion();
      return;
    }
    Set<K> copy = new LinkedHashSet<>(keys);
    try {
      parts.executor().execute(() -> load(copy, replaceExistingValues, told));
    } catch (RuntimeException e) {
      told.onException(e);
    }
  }

  private void load(Set<K> keys, boolean replaceExisting, CompletionListener told) {
    try {
      requireOpen();
      bulk.load(keys, replaceExisting);
    } catch (RuntimeException e) {
      told.onException(e);
      return;
    } catch (Error e) {
      told.onException(new CacheException("loadAll failed: " + e, e));
      throw e;
    }
    told.onCompletion();
  }

  /** Nobody asked to be told. */
  private static final class Untold implements CompletionListener {
    @Override
    public void onCompletion() {}

    @Override
    public void onException(Exception e) {}
  }

  @Override
  public Iterator<Cache.Entry<K, V>> iterator() {
    requireOpen();
    return new EntryIterator<>(this, hierarchy.walk());
  }

  // ---------------------------------------------------------------- writes

  @Override
  public void put(K key, V value) {
    require(key, value);
    if (counters.enabled()) {
      putCounted(key, value);
    } else if (!hierarchy.putOnHeap(key, value)) {
      put(key, Change.put(value));
    }
  }

  private void putCounted(K key, V value) {
    Outcome outcome =
        counts.timed(
            counters.putTime,
            () ->
                hierarchy.putOnHeap(key, value)
                    ? null
                    : hierarchy.apply(key, always(Change.put(value))));
    if (outcome == null) {
      counters.puts.increment();
    } else {
      counts.settle(outcome, false);
    }
  }

  @Override
  public void put(K key, V value, @Nullable Duration ttl) {
    require(key, value);
    put(key, Change.put(value, ttl));
  }

  private void put(K key, Change change) {
    run(counters.putTime, key, always(change));
  }

  private static Mutation always(Change change) {
    return Mutation.of(Needs.NOTHING, any -> change);
  }

  @Override
  @SuppressWarnings("unchecked") // values are of this cache
  public @Nullable V getAndPut(K key, V value) {
    require(key, value);
    Change change = Change.put(value);
    Outcome outcome = run(counters.putTime, key, Mutation.of(Needs.VALUE, old -> change));
    return (V) outcome.old();
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> map) {
    requireOpen();
    requireAll(map.keySet());
    for (Object value : map.values()) {
      Objects.requireNonNull(value, "value must not be null");
    }
    if (parts.origin().writeThrough()) {
      bulk.put(map);
    } else if (hierarchy.regionView() == null) {
      map.forEach(this::put);
    } else {
      try (ChangeSeries<K> puts = series(counters.putTime, map.keySet())) {
        map.forEach((key, value) -> puts.make(key, always(Change.put(value))));
      }
    }
  }

  @Override
  public boolean putIfAbsent(K key, V value) {
    require(key, value);
    Change change = Change.put(value);
    Outcome outcome =
        run(
            counters.putTime,
            key,
            Mutation.of(Needs.PRESENCE, old -> old == null ? change : Change.KEEP));
    return outcome.changed();
  }

  @Override
  public boolean remove(K key) {
    require(key);
    return run(counters.removeTime, key, always(Change.REMOVE)).existed();
  }

  @Override
  public boolean remove(K key, V oldValue) {
    require(key, oldValue);
    Outcome outcome =
        run(
            counters.removeTime,
            key,
            Mutation.of(Needs.VALUE, old -> oldValue.equals(old) ? Change.REMOVE : Change.TOUCH));
    return outcome.changed();
  }

  @Override
  @SuppressWarnings("unchecked") // values are of this cache
  public @Nullable V getAndRemove(K key) {
    require(key);
    Outcome outcome = run(counters.removeTime, key, Mutation.of(Needs.VALUE, old -> Change.REMOVE));
    return (V) outcome.old();
  }

  @Override
  public boolean replace(K key, V oldValue, V newValue) {
    require(key, oldValue);
    Objects.requireNonNull(newValue, "value must not be null");
    Change change = Change.put(newValue);
    Outcome outcome =
        run(
            counters.putTime,
            key,
            Mutation.of(Needs.VALUE, old -> oldValue.equals(old) ? change : Change.TOUCH));
    return outcome.changed();
  }

  @Override
  public boolean replace(K key, V value) {
    require(key, value);
    Change change = Change.put(value);
    Outcome outcome =
        run(
            counters.putTime,
            key,
            Mutation.of(Needs.PRESENCE, old -> old == null ? Change.KEEP : change));
    return outcome.changed();
  }

  @Override
  @SuppressWarnings("unchecked") // values are of this cache
  public @Nullable V getAndReplace(K key, V value) {
    require(key, value);
    Change change = Change.put(value);
    Outcome outcome =
        run(
            counters.putTime,
            key,
            Mutation.of(Needs.VALUE, old -> old == null ? Change.KEEP : change));
    return (V) outcome.old();
  }

  @Override
  public void removeAll(Set<? extends K> keys) {
    requireAll(keys);
    if (parts.origin().writeThrough()) {
      bulk.remove(keys);
    } else {
      try (ChangeSeries<K> removals = series(counters.removeTime, keys)) {
        keys.forEach(key -> removals.make(key, always(Change.REMOVE)));
      }
    }
  }

  @Override
  public void removeAll() {
    requireOpen();
    Set<K> keys = new HashSet<>();
    boolean hidden = hierarchy.hidesEntries();
    hierarchy.walk().forEachKey(key -> keys.add(parts.asKey(key)));
    removeAll(keys);
    hierarchy.forgetStale();
    if (hidden || hierarchy.hidesEntries()) {
      // What the disk does not show now must not come back with it.
      hierarchy.clear();
    }
  }

  @Override
  public void clear() {
    requireOpen();
    hierarchy.clear();
  }

  // ---------------------------------------------------------------- entry processors

  @Override
  public <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
    require(key);
    Objects.requireNonNull(processor, "entryProcessor must not be null");
    return invoke(
        new Invocation<>(key, processor, arguments, parts.origin()),
        of -> hierarchy.apply(key, of));
  }

  private <T> @Nullable T invoke(
      Invocation<K, V, T> invocation, Function<Mutation, Outcome> operation) {
    counts.settle(operation.apply(Mutation.ofUserCode(invocation::run)), true);
    return invocation.result();
  }

  @Override
  public <T> Map<K, EntryProcessorResult<T>> invokeAll(
      Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
    requireAll(keys);
    Objects.requireNonNull(processor, "entryProcessor must not be null");
    Map<K, EntryProcessorResult<T>> results = new HashMap<>();
    try (Questions questions = hierarchy.questions(keys)) {
      for (K key : keys) {
        try {
          requireOpen();
          T result =
              invoke(
                  new Invocation<>(key, processor, arguments, parts.origin()),
                  of -> hierarchy.begin(key, of, questions).settle());
          if (result != null) {
            results.put(key, () -> result);
          }
        } catch (RuntimeException e) {
          results.put(key, Invocation.failed(e));
        }
      }
    }
    return results;
  }

  // ---------------------------------------------------------------- counting

  private Outcome run(LatencySampler times, K key, Mutation mutation) {
    Outcome outcome = counts.timed(times, () -> hierarchy.apply(key, mutation));
    counts.settle(outcome, mutation.needs() != Needs.NOTHING);
    return outcome;
  }

  /** The changes of an operation on these keys. */
  private ChangeSeries<K> series(LatencySampler times, Set<? extends K> keys) {
    return new ChangeSeries<>(hierarchy, counts, times, hierarchy.questions(keys));
  }

  // ---------------------------------------------------------------- tiers

  @Override
  public int demoteColdEntries() {
    requireOpen();
    return hierarchy.mover().scan();
  }

  @Override
  public Optional<Tier> tierOf(K key) {
    require(key);
    return Optional.ofNullable(hierarchy.tierOf(key));
  }

  @Override
  public EntryExplanation explain(K key) {
    require(key);
    Explanation explanation = hierarchy.explain(key);
    return new EntryExplanation(
        Optional.ofNullable(explanation.tier()),
        explanation.accesses(),
        explanation.age(),
        Optional.ofNullable(explanation.timeToExpiry()),
        explanation.lastMove());
  }

  @Override
  public List<K> prefetchPredictions(Duration window) {
    requireOpen();
    return parts.prefetch().predictions(window);
  }

  @Override
  public EdgeCacheStatistics tierStatistics() {
    requireOpen();
    return parts.statistics();
  }

  @Override
  public Set<Tier> tiersAside() {
    requireOpen();
    return hierarchy.tiersAside();
  }

  @Override
  public void registerTierListener(CacheEntryListenerConfiguration<K, V> configuration) {
    requireOpen();
    parts.tierListeners().register(configuration);
  }

  @Override
  public void deregisterTierListener(CacheEntryListenerConfiguration<K, V> configuration) {
    requireOpen();
    parts.tierListeners().deregister(configuration);
  }

  // ---------------------------------------------------------------- configuration, life and end

  @Override
  public String getName() {
    return parts.name();
  }

  @Override
  public CacheManager getCacheManager() {
    return parts.manager();
  }

  @Override
  public <C extends Configuration<K, V>> C getConfiguration(Class<C> clazz) {
    return Unwrap.as(clazz, parts.configuration());
  }

  @Override
  public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
    requireOpen();
    parts.register(configuration);
  }

  @Override
  public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
    requireOpen();
    parts.deregister(configuration);
  }

  void enableStatistics(boolean enabled) {
    requireOpen();
    parts.enableStatistics(enabled);
  }

  void enableManagement(boolean enabled) {
    requireOpen();
    parts.enableManagement(enabled);
  }

  @Override
  public <T> T unwrap(Class<T> clazz) {
    return Unwrap.as(clazz, this);
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    end(hierarchy::close);
  }

  /** Closes and removes everything that was stored. */
  void destroy() {
    end(hierarchy::destroy);
  }

  private void end(Runnable ending) {
    if (!markClosed()) {
      return;
    }
    parts.manager().cacheIsClosing(this);
    try {
      parts.close(ending);
    } finally {
      parts.manager().releaseCache(getName());
    }
  }

  private synchronized boolean markClosed() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  @Override
  public String toString() {
    return "EdgeCache[" + getName() + (closed ? ", closed]" : "]");
  }
}
