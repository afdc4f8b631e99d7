package com.heliosdb.edge.cache.jcache;

import java.io.Closeable;
import java.io.IOException;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all listeners have in common: they are made by factories, and closed with the cache. */
final class Listeners {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private Listeners() {}

  /**
   * Creates the listener of a configuration.
   *
   * @throws IllegalArgumentException if there is no factory or it makes nothing
   */
  static <K, V> CacheEntryListener<? super K, ? super V> create(
      CacheEntryListenerConfiguration<K, V> configuration) {
    return make("CacheEntryListener", configuration.getCacheEntryListenerFactory());
  }

  /**
   * Has a factory make something.
   *
   * @throws IllegalArgumentException if there is no factory or it makes nothing
   */
  static <T> T make(String what, @Nullable Factory<? extends T> factory) {
    T made = factory == null ? null : factory.create();
    if (made == null) {
      throw new IllegalArgumentException(
          "A %s needs a factory that creates one; %s"
              .formatted(what, factory == null ? "there is no factory" : "it returned null"));
    }
    return made;
  }

  /** Closes what can be closed; a failure is logged. */
  static void close(@Nullable Object userObject) {
    if (userObject instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException | RuntimeException e) {
        log.warn("{} failed to close", userObject.getClass().getName(), e);
      }
    }
  }
}
