package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierEvent.Kind;
import com.heliosdb.edge.cache.event.TierOperations;
import com.heliosdb.edge.cache.spi.Version;
import com.heliosdb.edge.cache.tier.TierEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;

/**
 * The tier listeners of one cache: the product's own policies and those of users. Thread-safe;
 * whether anybody wants a kind is one volatile read. Listeners are called by the publishing thread,
 * in the order they were registered.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class TierListenerRegistry<K, V> implements TierEvents, AutoCloseable {
  private final Supplier<? extends Cache<K, V>> cache;
  private final long node;
  private final LongAdder faults = new LongAdder();
  private final ReentrantLock registration = new ReentrantLock();
  // Written under registration.
  private volatile Audience<K, V> audience = new Audience<>(List.of());
  // Guarded by registration.
  private boolean closed;

  /** The listeners by what they hear. Immutable. */
  private static final class Audience<K, V> {
    final List<TierListener<K, V>> listeners;
    private final Map<Kind, List<TierListener<K, V>>> byKind = new EnumMap<>(Kind.class);

    Audience(List<TierListener<K, V>> listeners) {
      this.listeners = listeners;
      for (TierListener<K, V> listener : listeners) {
        for (Kind kind : listener.heard()) {
          byKind.computeIfAbsent(kind, any -> new ArrayList<>()).add(listener);
        }
      }
    }

    List<TierListener<K, V>> of(Kind kind) {
      return byKind.getOrDefault(kind, List.of());
    }
  }

  /**
   * Creates a registry without listeners.
   *
   * @param cache the source of events, asked when there is one
   * @param node the node part of versions
   */
  TierListenerRegistry(Supplier<? extends Cache<K, V>> cache, long node) {
    this.cache = cache;
    this.node = node;
  }

  @Override
  public boolean wants(Kind kind) {
    return !audience.of(kind).isEmpty();
  }

  @Override
  // The hierarchy knows no types; keys are of this cache, and so are the operations on them.
  @SuppressWarnings("unchecked")
  public void publish(
      Kind kind,
      Tier tier,
      Object key,
      int accesses,
      long idleMillis,
      long clock,
      String reason,
      TierOperations<Object> operations) {
    List<TierListener<K, V>> listeners = audience.of(kind);
    if (listeners.isEmpty()) {
      return;
    }
    TierEvent<K, V> event =
        new TierEvent<>(
            cache.get(),
            kind,
            tier,
            (K) key,
            accesses,
            Duration.ofMillis(idleMillis),
            new Version(clock, node),
            reason,
            (TierOperations<K>) operations);
    for (TierListener<K, V> listener : listeners) {
      listener.tell(event);
    }
  }

  /** How often listeners threw. */
  long faults() {
    return faults.sum();
  }

  /**
   * Adds a listener, which is made by its factory now.
   *
   * @throws IllegalArgumentException if the configuration has a filter, makes no tier listener, or
   *     is registered already
   * @throws IllegalStateException if closed
   */
  void register(CacheEntryListenerConfiguration<K, V> configuration) {
    Objects.requireNonNull(configuration, "configuration");
    requireNew(configuration);
    // A user's factory: not under the lock.
    TierListener<K, V> listener = new TierListener<>(configuration, faults);
    boolean added = false;
    registration.lock();
    try {
      requireNew(configuration);
      List<TierListener<K, V>> more = new ArrayList<>(audience.listeners);
      more.add(listener);
      audience = new Audience<>(List.copyOf(more));
      added = true;
    } finally {
      registration.unlock();
      if (!added) {
        listener.close();
      }
    }
  }

  private void requireNew(CacheEntryListenerConfiguration<K, V> configuration) {
    registration.lock();
    try {
      if (closed) {
        throw new IllegalStateException("The cache is closed");
      }
      if (audience.listeners.stream().anyMatch(l -> l.configuration().equals(configuration))) {
        throw new IllegalArgumentException(
            "This tier listener configuration is registered already: deregister it first, or use"
                + " another one");
      }
    } finally {
      registration.unlock();
    }
  }

  /** Removes a listener without closing it. Nothing happens if there is none. */
  void deregister(CacheEntryListenerConfiguration<K, V> configuration) {
    Objects.requireNonNull(configuration, "configuration");
    registration.lock();
    try {
      audience =
          new Audience<>(
              audience.listeners.stream()
                  .filter(listener -> !listener.configuration().equals(configuration))
                  .toList());
    } finally {
      registration.unlock();
    }
  }

  /** Publishes no more, and closes all listeners that can be closed. Idempotent. */
  @Override
  public void close() {
    List<TierListener<K, V>> all;
    registration.lock();
    try {
      closed = true;
      all = audience.listeners;
      audience = new Audience<>(List.of());
    } finally {
      registration.unlock();
    }
    all.forEach(TierListener::close);
  }
}
