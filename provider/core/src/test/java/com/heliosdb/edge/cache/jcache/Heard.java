package com.heliosdb.edge.cache.jcache;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;

/** Hears every change, remembers it, and then does what the test wants. */
final class Heard
    implements CacheEntryCreatedListener<String, Object>,
        CacheEntryUpdatedListener<String, Object>,
        CacheEntryRemovedListener<String, Object>,
        CacheEntryExpiredListener<String, Object> {
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final Consumer<CacheEntryEvent<? extends String, ?>> then;

  Heard() {
    this(event -> {});
  }

  Heard(Consumer<CacheEntryEvent<? extends String, ?>> then) {
    this.then = then;
  }

  CacheEntryListenerConfiguration<String, Object> synchronously() {
    return new MutableCacheEntryListenerConfiguration<>(() -> this, null, true, true);
  }

  CacheEntryListenerConfiguration<String, Object> asynchronously() {
    return new MutableCacheEntryListenerConfiguration<>(() -> this, null, true, false);
  }

  /** What was heard, as "UPDATED key old>new". */
  List<String> events() {
    return List.copyOf(events);
  }

  /** What was heard since the last time. */
  List<String> take() {
    List<String> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  private void hear(Iterable<CacheEntryEvent<? extends String, ? extends Object>> changes) {
    for (CacheEntryEvent<? extends String, ?> event : changes) {
      Object now =
          switch (event.getEventType()) {
            case CREATED, UPDATED -> event.getValue();
            case REMOVED, EXPIRED -> null;
          };
      events.add(
          event.getEventType() + " " + event.getKey() + " " + event.getOldValue() + ">" + now);
      then.accept(event);
    }
  }

  @Override
  public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Object>> changes) {
    hear(changes);
  }

  @Override
  public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends Object>> changes) {
    hear(changes);
  }

  @Override
  public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends Object>> changes) {
    hear(changes);
  }

  @Override
  public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends Object>> changes) {
    hear(changes);
  }
}
