package com.heliosdb.edge.cache.cdi;

import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.cache.annotation.CacheDefaults;
import org.jspecify.annotations.Nullable;

/**
 * The operations of all methods with one kind of annotation. An operation is made once for each
 * method, by reflection, and found by two look-ups after that. Thread-safe.
 *
 * @param <A> the annotation
 */
final class MethodTable<A extends Annotation> {
  private final Class<A> annotation;
  private final Function<CachedMethod<A>, Operation> compiler;

  /** By the class of the target, which may be one that the container generated. */
  private final ConcurrentHashMap<Class<?>, ConcurrentHashMap<Method, Once>> byTarget =
      new ConcurrentHashMap<>();

  private final ConcurrentHashMap<Definition, Once> byDefinition = new ConcurrentHashMap<>();

  MethodTable(Class<A> annotation, Function<CachedMethod<A>, Operation> compiler) {
    this.annotation = annotation;
    this.compiler = compiler;
  }

  /**
   * The operation of the invoked method.
   *
   * @throws javax.cache.CacheException if the annotation cannot be carried out as it stands
   */
  Operation of(InvocationContext invocation) {
    Method method = invocation.getMethod();
    Object target = invocation.getTarget();
    Class<?> type = target == null ? method.getDeclaringClass() : target.getClass();
    ConcurrentHashMap<Method, Once> methods = byTarget.get(type);
    Once operation = methods == null ? null : methods.get(method);
    if (operation == null) {
      operation = define(type, method);
      byTarget.computeIfAbsent(type, any -> new ConcurrentHashMap<>()).put(method, operation);
    }
    return operation.get();
  }

  /** Makes the operations of all methods of a bean of this class, and opens their caches. */
  void prepare(Class<?> bean) {
    for (Method method : BusinessMethods.of(bean)) {
      if (CachedMethod.find(annotation, bean, method) != null) {
        define(bean, method).get().openCaches();
      }
    }
  }

  private Once define(Class<?> type, Method method) {
    return byDefinition.computeIfAbsent(
        new Definition(
            nearest(annotation, type, method), nearest(CacheDefaults.class, type, method), method),
        Once::new);
  }

  /** A class that the container generated carries nothing itself, nor does every subclass. */
  private static Class<?> nearest(Class<? extends Annotation> mark, Class<?> type, Method method) {
    for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
      if (Marks.find(mark, owner) != null) {
        return owner;
      }
    }
    return method.getDeclaringClass();
  }

  /** One method may mean another in each class that inherits it. */
  private record Definition(Class<?> annotated, Class<?> defaults, Method method) {}

  /** Made at most once, outside the tables: a factory of the user's may call a cached method. */
  private final class Once {
    private final Definition definition;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Operation operation;

    Once(Definition definition) {
      this.definition = definition;
    }

    Operation get() {
      Operation made = operation;
      return made != null ? made : make();
    }

    private Operation make() {
      lock.lock();
      try {
        Operation made = operation;
        if (made == null) {
          made =
              compiler.apply(
                  CachedMethod.of(
                      annotation,
                      definition.annotated(),
                      definition.defaults(),
                      definition.method()));
          operation = made;
        }
        return made;
      } finally {
        lock.unlock();
      }
    }
  }
}
