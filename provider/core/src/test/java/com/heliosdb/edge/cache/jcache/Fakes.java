package com.heliosdb.edge.cache.jcache;

import java.io.Closeable;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;

/** What the tests of listeners share. */
final class Fakes {
  private Fakes() {}

  /** A cache that only has an identity. */
  @SuppressWarnings("unchecked")
  static <K, V> Cache<K, V> cache() {
    return (Cache<K, V>)
        Proxy.newProxyInstance(
            Fakes.class.getClassLoader(),
            new Class<?>[] {Cache.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> 1;
                  case "toString" -> "a cache";
                  default -> throw new UnsupportedOperationException(method.toString());
                });
  }

  static CacheEntryListenerConfiguration<String, Integer> synchronous(
      CacheEntryListener<? super String, ? super Integer> listener) {
    return new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, true);
  }

  static CacheEntryListenerConfiguration<String, Integer> asynchronous(
      CacheEntryListener<? super String, ? super Integer> listener) {
    return new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, false);
  }

  static CacheEntryListenerConfiguration<String, Integer> filtered(
      CacheEntryListener<? super String, ? super Integer> listener,
      CacheEntryEventFilter<? super String, ? super Integer> filter) {
    return new MutableCacheEntryListenerConfiguration<>(() -> listener, () -> filter, true, true);
  }

  /** Hears everything, remembers it, and then does what the test wants. */
  static final class Recorder
      implements CacheEntryCreatedListener<String, Integer>,
          CacheEntryUpdatedListener<String, Integer>,
          CacheEntryRemovedListener<String, Integer>,
          CacheEntryExpiredListener<String, Integer>,
          Closeable {
    final List<CacheEntryEvent<? extends String, ? extends Integer>> events =
        new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Consumer<CacheEntryEvent<? extends String, ? extends Integer>> then;
    final AtomicInteger closed = new AtomicInteger();

    Recorder() {
      this(event -> {});
    }

    Recorder(Consumer<CacheEntryEvent<? extends String, ? extends Integer>> then) {
      this.then = then;
    }

    /** The events as "CREATED a=1". */
    List<String> heard() {
      return events.stream()
          .map(e -> e.getEventType() + " " + e.getKey() + "=" + e.getValue())
          .toList();
    }

    private void hear(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> heard) {
      for (CacheEntryEvent<? extends String, ? extends Integer> event : heard) {
        events.add(event);
        threads.add(Thread.currentThread());
        then.accept(event);
      }
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> heard) {
      hear(heard);
    }

    @Override
    public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> heard) {
      hear(heard);
    }

    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> heard) {
      hear(heard);
    }

    @Override
    public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> heard) {
      hear(heard);
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
