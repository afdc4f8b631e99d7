package com.heliosdb.edge.cache.cdi;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.CacheManager;

/** A CDI container with the beans of one test, and the settings it was started with. */
final class Container implements AutoCloseable {
  private static final String PREFIX = "heliosdb.edge.cache.";

  private final Map<String, String> settings;
  private final SeContainer container;

  private Container(Map<String, String> settings, SeContainer container) {
    this.settings = settings;
    this.container = container;
  }

  static Container of(Class<?>... beans) {
    return of(Map.of(), beans);
  }

  /** With settings, by their keys without the prefix, as system properties until it is closed. */
  static Container of(Map<String, String> settings, Class<?>... beans) {
    settings.forEach((key, value) -> System.setProperty(PREFIX + key, value));
    try {
      return new Container(
          settings,
          SeContainerInitializer.newInstance()
              .disableDiscovery()
              .addBeanClasses(beans)
              .initialize());
    } catch (RuntimeException e) {
      clear(settings);
      throw e;
    }
  }

  <T> T bean(Class<T> type) {
    return container.select(type).get();
  }

  CacheManager manager() {
    return bean(CacheManager.class);
  }

  Cache<Object, Object> cache(String name) {
    return manager().getCache(name);
  }

  @Override
  public void close() {
    try {
      container.close();
    } finally {
      clear(settings);
    }
  }

  private static void clear(Map<String, String> settings) {
    settings.keySet().forEach(key -> System.clearProperty(PREFIX + key));
  }
}
