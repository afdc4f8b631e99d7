package com.heliosdb.edge.cache.benchmarks.peer;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * A ConcurrentHashMap under the interface of a cache, for the operations that are measured. Keeps
 * none of the promises of a cache: no bound, no copies, no expiry, no statistics.
 */
final class MapCache<V> implements Cache<String, V> {
  private final ConcurrentHashMap<String, V> map = new ConcurrentHashMap<>();
  private final String name;

  MapCache(String name) {
    this.name = name;
  }

  @Override
  public @Nullable V get(String key) {
    return map.get(key);
  }

  @Override
  public Map<String, V> getAll(Set<? extends String> keys) {
    Map<String, V> found = new HashMap<>();
    for (String key : keys) {
      V value = map.get(key);
      if (value != null) {
        found.put(key, value);
      }
    }
    return found;
  }

  @Override
  public boolean containsKey(String key) {
    return map.containsKey(key);
  }

  @Override
  public void put(String key, V value) {
    map.put(key, value);
  }

  @Override
  public @Nullable V getAndPut(String key, V value) {
    return map.put(key, value);
  }

  @Override
  public void putAll(Map<? extends String, ? extends V> entries) {
    map.putAll(entries);
  }

  @Override
  public boolean putIfAbsent(String key, V value) {
    return map.putIfAbsent(key, value) == null;
  }

  @Override
  public boolean remove(String key) {
    return map.remove(key) != null;
  }

  @Override
  public boolean remove(String key, V oldValue) {
    return map.remove(key, oldValue);
  }

  @Override
  public @Nullable V getAndRemove(String key) {
    return map.remove(key);
  }

  @Override
  public boolean replace(String key, V oldValue, V newValue) {
    return map.replace(key, oldValue, newValue);
  }

  @Override
  public boolean replace(String key, V value) {
    return map.replace(key, value) != null;
  }

  @Override
  public @Nullable V getAndReplace(String key, V value) {
    return map.replace(key, value);
  }

  @Override
  public void removeAll(Set<? extends String> keys) {
    map.keySet().removeAll(keys);
  }

  @Override
  public void removeAll() {
    map.clear();
  }

  @Override
  public void clear() {
    map.clear();
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // the interface has it so
  public <T> @Nullable T invoke(
      String key, EntryProcessor<String, V, T> processor, Object... arguments) {
    Processed<T> processed = new Processed<>();
    map.compute(
        key,
        (same, old) -> {
          Slot<V> slot = new Slot<>(same, old);
          processed.result = processor.process(slot, arguments);
          return slot.value;
        });
    return processed.result;
  }

  private static final class Processed<T> {
    private @Nullable T result;
  }

  private static final class Slot<V> implements MutableEntry<String, V> {
    private final String key;
    private @Nullable V value;

    Slot(String key, @Nullable V value) {
      this.key = key;
      this.value = value;
    }

    @Override
    public boolean exists() {
      return value != null;
    }

    @Override
    public void remove() {
      value = null;
    }

    @Override
    public String getKey() {
      return key;
    }

    @Override
    public @Nullable V getValue() {
      return value;
    }

    @Override
    public void setValue(V newValue) {
      value = newValue;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      return type.cast(this);
    }
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public void close() {
    map.clear();
  }

  @Override
  public boolean isClosed() {
    return false;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return type.cast(map);
  }

  @Override
  public Iterator<Entry<String, V>> iterator() {
    throw notMeasured();
  }

  @Override
  public void loadAll(
      Set<? extends String> keys, boolean replace, @Nullable CompletionListener listener) {
    throw notMeasured();
  }

  @Override
  public <T> Map<String, EntryProcessorResult<T>> invokeAll(
      Set<? extends String> keys, EntryProcessor<String, V, T> processor, Object... arguments) {
    throw notMeasured();
  }

  @Override
  public CacheManager getCacheManager() {
    throw notMeasured();
  }

  @Override
  public <C extends Configuration<String, V>> C getConfiguration(Class<C> type) {
    throw notMeasured();
  }

  @Override
  public void registerCacheEntryListener(CacheEntryListenerConfiguration<String, V> listener) {
    throw notMeasured();
  }

  @Override
  public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<String, V> listener) {
    throw notMeasured();
  }

  private static UnsupportedOperationException notMeasured() {
    return new UnsupportedOperationException("No benchmark needs this of a map");
  }
}
