package com.heliosdb.edge.cache.cdi;

import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Constructor;
import java.util.concurrent.ConcurrentHashMap;
import javax.cache.CacheException;

/**
 * One object of each class that annotations name: the bean of that class, or else one made by its
 * constructor without parameters. Thread-safe.
 *
 * @param <T> what the classes implement
 */
final class UserObjects<T> {
  private final Class<T> anyType;
  private final Instance<T> beans;
  private final T fallback;
  private final ConcurrentHashMap<Class<?>, T> made = new ConcurrentHashMap<>();

  /**
   * @param anyType stands in an annotation for the fallback
   */
  UserObjects(Class<T> anyType, Instance<T> beans, T fallback) {
    this.anyType = anyType;
    this.beans = beans;
    this.fallback = fallback;
  }

  /**
   * The object of this class.
   *
   * @param method names it
   * @throws CacheException if it cannot be made
   */
  T get(Class<? extends T> type, CachedMethod<?> method) {
    if (type == anyType) {
      return fallback;
    }
    T known = made.get(type);
    if (known != null) {
      return known;
    }
    T created = create(type, method);
    T raced = made.putIfAbsent(type, created);
    return raced != null ? raced : created;
  }

  private T create(Class<? extends T> type, CachedMethod<?> method) {
    Instance<? extends T> bean = beans.select(type);
    if (!bean.isUnsatisfied()) {
      return bean.get();
    }
    try {
      Constructor<? extends T> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw failure(type, method, e);
    }
  }

  private CacheException failure(Class<?> type, CachedMethod<?> method, Exception e) {
    Throwable thrownByConstructor = e.getCause();
    return new CacheException(
        "%s names the %s %s, which is no bean and cannot be made: give it a constructor without parameters that throws nothing, or make it a bean (%s)"
            .formatted(
                method,
                anyType.getSimpleName(),
                type.getName(),
                thrownByConstructor == null ? e : thrownByConstructor),
        e);
  }
}
