package com.heliosdb.edge.cache.jcache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;

/** A loader and writer that does as a test tells it, and remembers what was asked of it. */
final class SpecOrigin implements CacheLoader<String, Object>, CacheWriter<String, Object> {
  final Map<String, Object> written = new ConcurrentHashMap<>();
  final List<String> calls = new CopyOnWriteArrayList<>();
  volatile Function<String, Object> onLoad = key -> null;
  volatile Set<String> refused = Set.of();

  @Override
  public Object load(String key) {
    return onLoad.apply(key);
  }

  @Override
  public Map<String, Object> loadAll(Iterable<? extends String> keys) {
    Map<String, Object> loaded = new HashMap<>();
    for (String key : keys) {
      loaded.put(key, onLoad.apply(key));
    }
    return loaded;
  }

  @Override
  public void write(Cache.Entry<? extends String, ? extends Object> entry) {
    accept("write", entry.getKey());
    written.put(entry.getKey(), entry.getValue());
  }

  /** Goes through the batch to the end, and leaves in it what it refused. */
  @Override
  public void writeAll(Collection<Cache.Entry<? extends String, ? extends Object>> entries) {
    List<String> left = new ArrayList<>();
    for (Iterator<Cache.Entry<? extends String, ? extends Object>> i = entries.iterator();
        i.hasNext(); ) {
      Cache.Entry<? extends String, ? extends Object> entry = i.next();
      if (refused.contains(entry.getKey())) {
        left.add(entry.getKey());
      } else {
        write(entry);
        i.remove();
      }
    }
    complain(left);
  }

  @Override
  public void delete(Object key) {
    accept("delete", key);
    written.remove((String) key);
  }

  @Override
  public void deleteAll(Collection<?> keys) {
    List<String> left = new ArrayList<>();
    for (Iterator<?> i = keys.iterator(); i.hasNext(); ) {
      String key = (String) i.next();
      if (refused.contains(key)) {
        left.add(key);
      } else {
        delete(key);
        i.remove();
      }
    }
    complain(left);
  }

  private void accept(String call, Object key) {
    calls.add(call + " " + key);
    if (refused.contains((String) key)) {
      throw new IllegalStateException("as planned: " + key);
    }
  }

  private static void complain(List<String> left) {
    if (!left.isEmpty()) {
      throw new IllegalStateException("as planned: " + left);
    }
  }

  /** Gives a minute, or fails. */
  static final class FailingPolicy implements ExpiryPolicy {
    volatile boolean fails;

    private Duration minute() {
      if (fails) {
        throw new IllegalStateException("as planned");
      }
      return new Duration(TimeUnit.MINUTES, 1);
    }

    @Override
    public Duration getExpiryForCreation() {
      return minute();
    }

    @Override
    public Duration getExpiryForAccess() {
      return minute();
    }

    @Override
    public Duration getExpiryForUpdate() {
      return minute();
    }
  }
}
