package com.heliosdb.edge.cache.jcache;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's JSR-107 listener with its filter. Hears the types whose interfaces it implements.
 * Thread-safe as far as the user's code is.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class UserListener<K, V> {
  private static final Logger log = LoggerFactory.getLogger(UserListener.class);
  private static final long PATIENCE_SECONDS = 30;

  private final CacheEntryListenerConfiguration<K, V> configuration;
  private final CacheEntryListener<K, V> listener;
  private final @Nullable CacheEntryEventFilter<? super K, ? super V> filter;
  private final boolean oldValueRequired;
  // Null if the listener is synchronous.
  private final @Nullable SerialQueue asynchronous;
  private final FaultLog faults;
  private volatile boolean silent;

  /**
   * Creates listener and filter by their factories.
   *
   * @param executor runs the listener if it is asynchronous
   * @throws IllegalArgumentException if a factory makes nothing, or what it makes hears nothing
   *     here because it is a tier listener
   */
  // A listener to a supertype may be given events of K and V: it only reads them.
  @SuppressWarnings("unchecked")
  UserListener(CacheEntryListenerConfiguration<K, V> configuration, Executor executor) {
    this.configuration = configuration;
    listener = (CacheEntryListener<K, V>) Listeners.create(configuration);
    if (TierListener.isOne(listener) && heard().isEmpty()) {
      throw new IllegalArgumentException(
          listener.getClass().getName()
              + " is a tier listener: register it by EdgeCache.registerTierListener or"
              + " EdgeCacheConfiguration.addTierListener");
    }
    var filters = configuration.getCacheEntryEventFilterFactory();
    filter = filters == null ? null : Listeners.make("CacheEntryEventFilter", filters);
    oldValueRequired = configuration.isOldValueRequired();
    asynchronous = configuration.isSynchronous() ? null : new SerialQueue(executor);
    faults = new FaultLog(log, "Cache entry listener " + listener.getClass().getName());
  }

  /** What it was created from. */
  CacheEntryListenerConfiguration<K, V> configuration() {
    return configuration;
  }

  boolean isSynchronous() {
    return asynchronous == null;
  }

  boolean isOldValueRequired() {
    return oldValueRequired;
  }

  /** The types it hears. */
  Set<EventType> heard() {
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    if (listener instanceof CacheEntryCreatedListener) {
      types.add(EventType.CREATED);
    }
    if (listener instanceof CacheEntryUpdatedListener) {
      types.add(EventType.UPDATED);
    }
    if (listener instanceof CacheEntryRemovedListener) {
      types.add(EventType.REMOVED);
    }
    if (listener instanceof CacheEntryExpiredListener) {
      types.add(EventType.EXPIRED);
    }
    return types;
  }

  /**
   * Tells the listener, or, if it is asynchronous, sees to it that it is told.
   *
   * @return what the listener or its filter threw; null if nothing, or if it is asynchronous
   */
  @Nullable Throwable tell(EdgeCacheEntryEvent<K, V> event) {
    if (asynchronous == null) {
      return call(event);
    }
    asynchronous.execute(
        () -> {
          Throwable failure = call(event);
          if (failure != null) {
            faults.failed(failure);
          }
        });
    return null;
  }

  /** Notes a failure nobody can be told of. */
  void logFailure(Throwable failure) {
    faults.failed(failure);
  }

  private @Nullable Throwable call(EdgeCacheEntryEvent<K, V> event) {
    if (silent) {
      return null;
    }
    try {
      UserCode.run(() -> callUnguarded(event));
      faults.succeeded();
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  private void callUnguarded(EdgeCacheEntryEvent<K, V> event) {
    if (filter != null && !filter.evaluate(event)) {
      return;
    }
    Iterable<CacheEntryEvent<? extends K, ? extends V>> events = List.of(event);
    switch (event.getEventType()) {
      case CREATED -> ((CacheEntryCreatedListener<K, V>) listener).onCreated(events);
      case UPDATED -> ((CacheEntryUpdatedListener<K, V>) listener).onUpdated(events);
      case REMOVED -> ((CacheEntryRemovedListener<K, V>) listener).onRemoved(events);
      case EXPIRED -> ((CacheEntryExpiredListener<K, V>) listener).onExpired(events);
    }
  }

  /** From now on it hears nothing, not even what was enqueued before. */
  void silence() {
    silent = true;
  }

  /**
   * Lets an asynchronous listener hear what is pending, for up to half a minute, then closes
   * listener and filter if they can be closed.
   */
  void close() {
    if (asynchronous != null && !asynchronous.awaitIdle(PATIENCE_SECONDS)) {
      log.warn(
          "Cache entry listener {} does not return; what it has not heard is dropped",
          listener.getClass().getName());
    }
    silence();
    Listeners.close(listener);
    Listeners.close(filter);
  }
}
