package com.heliosdb.edge.cache.spring;

import com.heliosdb.edge.cache.EdgeCache;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.cache.Cache;
import javax.cache.CacheManager;

/** The open caches of a manager that have tiers. Thread-safe. */
final class EdgeCaches {
  private final CacheManager manager;

  EdgeCaches(CacheManager manager) {
    this.manager = manager;
  }

  /** By name, in the order of the alphabet. */
  Map<String, EdgeCache<Object, Object>> all() {
    Map<String, EdgeCache<Object, Object>> all = new TreeMap<>();
    for (String name : manager.getCacheNames()) {
      find(name).ifPresent(cache -> all.put(name, cache));
    }
    return all;
  }

  @SuppressWarnings(
      "unchecked") // keys are checked against the configured type before they are used
  Optional<EdgeCache<Object, Object>> find(String name) {
    Cache<Object, Object> cache = manager.getCache(name);
    return cache == null ? Optional.empty() : Optional.of(cache.unwrap(EdgeCache.class));
  }
}
