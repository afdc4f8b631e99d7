package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.tier.EntryChanges;
import com.heliosdb.edge.cache.tier.Stripes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * The users' JSR-107 listeners of one cache, and the way of changes to them. Thread-safe; whether
 * anybody listens is one volatile read.
 *
 * <p>Every listener is told of the changes of a key in the order they were enqueued. A synchronous
 * listener has returned before the thread that made the change does, unless that thread is itself
 * inside a listener, or holds a claim, while another thread is telling listeners of the same
 * stripe: to wait then could be to wait for oneself. All listeners are told, even if one throws.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class EventDispatcher<K, V> implements EntryChanges, AutoCloseable {
  private static final Pending NOTHING = new Pending() {};

  private final Executor executor;
  private final BooleanSupplier holdsClaim;
  private final List<ChangeQueue<K, V>> queues;
  private final ReentrantLock registration = new ReentrantLock();
  // Written under registration.
  private volatile Audience<K, V> audience = new Audience<>(List.of());
  // Guarded by registration.
  private boolean closed;

  /** The listeners, and what they want. Immutable. */
  private static final class Audience<K, V> {
    final List<UserListener<K, V>> listeners;
    private final Map<EventType, List<UserListener<K, V>>> byType = new EnumMap<>(EventType.class);
    private final Set<EventType> needOldValue = EnumSet.noneOf(EventType.class);

    Audience(List<UserListener<K, V>> listeners) {
      this.listeners = listeners;
      for (UserListener<K, V> listener : listeners) {
        for (EventType type : listener.heard()) {
          byType.computeIfAbsent(type, any -> new ArrayList<>()).add(listener);
          if (listener.isOldValueRequired()) {
            needOldValue.add(type);
          }
        }
      }
    }

    List<UserListener<K, V>> of(EventType type) {
      return byType.getOrDefault(type, List.of());
    }
  }

  /**
   * Creates a dispatcher without listeners.
   *
   * @param cache the source of events, asked when there is one
   * @param executor runs asynchronous listeners
   * @param holdsClaim whether the calling thread holds a claim
   */
  EventDispatcher(
      Supplier<? extends Cache<K, V>> cache, Executor executor, BooleanSupplier holdsClaim) {
    this.executor = executor;
    this.holdsClaim = holdsClaim;
    queues = Stream.generate(() -> new ChangeQueue<>(cache)).limit(Stripes.COUNT).toList();
  }

  @Override
  public boolean active() {
    return !audience.listeners.isEmpty();
  }

  @Override
  public boolean listensTo(EventType type) {
    return !audience.of(type).isEmpty();
  }

  @Override
  public boolean needsOldValue(EventType type) {
    return audience.needOldValue.contains(type);
  }

  @Override
  // The hierarchy knows no types; keys and values are of this cache.
  @SuppressWarnings("unchecked")
  public Pending enqueue(
      int stripe, EventType type, Object key, @Nullable Object value, @Nullable Object oldValue) {
    List<UserListener<K, V>> listeners = audience.of(type);
    if (listeners.isEmpty()) {
      return NOTHING;
    }
    EntryChange<K, V> change = new EntryChange<>(type, (K) key, (V) value, (V) oldValue, listeners);
    queues.get(stripe).add(change);
    return change;
  }

  @Override
  // Every other Pending is of our own making.
  @SuppressWarnings("unchecked")
  public void deliver(int stripe, Pending pending) {
    if (pending == NOTHING) {
      return;
    }
    EntryChange<K, V> change = (EntryChange<K, V>) pending;
    boolean mayWait =
        change.hasSynchronousListener()
            && !UserCode.runsInCurrentThread()
            && !holdsClaim.getAsBoolean();
    Throwable thrown = queues.get(stripe).deliver(change, mayWait);
    if (thrown != null) {
      change.rethrow(thrown);
    }
  }

  /**
   * Adds a listener, which is made by its factory now.
   *
   * @throws IllegalArgumentException if this configuration is registered already, or makes no
   *     listener of entries
   * @throws IllegalStateException if closed
   */
  void register(CacheEntryListenerConfiguration<K, V> configuration) {
    Objects.requireNonNull(configuration, "cacheEntryListenerConfiguration");
    requireNew(configuration);
    // A user's factory: not under the lock.
    UserListener<K, V> listener = new UserListener<>(configuration, executor);
    boolean added = false;
    registration.lock();
    try {
      requireNew(configuration);
      List<UserListener<K, V>> more = new ArrayList<>(audience.listeners);
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
      if (configurations().contains(configuration)) {
        throw new IllegalArgumentException(
            "This listener configuration is registered already: deregister it first, or use"
                + " another one");
      }
    } finally {
      registration.unlock();
    }
  }

  /**
   * Removes a listener, which hears nothing from now on but is not closed: it may be registered
   * again. Nothing happens if there is none.
   */
  void deregister(CacheEntryListenerConfiguration<K, V> configuration) {
    Objects.requireNonNull(configuration, "cacheEntryListenerConfiguration");
    registration.lock();
    try {
      List<UserListener<K, V>> fewer = new ArrayList<>();
      for (UserListener<K, V> listener : audience.listeners) {
        if (listener.configuration().equals(configuration)) {
          listener.silence();
        } else {
          fewer.add(listener);
        }
      }
      audience = new Audience<>(List.copyOf(fewer));
    } finally {
      registration.unlock();
    }
  }

  /** What the present listeners were created from, in the order they are told. */
  List<CacheEntryListenerConfiguration<K, V>> configurations() {
    return audience.listeners.stream().map(UserListener::configuration).toList();
  }

  /**
   * Takes no more changes, lets asynchronous listeners hear what is pending, then closes all
   * listeners that can be closed. Idempotent.
   */
  @Override
  public void close() {
    List<UserListener<K, V>> all;
    registration.lock();
    try {
      closed = true;
      all = audience.listeners;
      audience = new Audience<>(List.of());
    } finally {
      registration.unlock();
    }
    all.forEach(UserListener::close);
  }
}
