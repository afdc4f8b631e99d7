package com.heliosdb.edge.cache.cdi;

import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
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

  /** Makes the operations of all methods of this class, and opens their caches. */
  void prepare(Class<?> type) {
    for (Class<?> owner = type;
        owner != null && owner != Object.class;
        owner = owner.getSuperclass()) {
      for (Method method : owner.getDeclaredMethods()) {
        boolean interceptable =
            !method.isSynthetic()
                && (method.getModifiers() & (Modifier.STATIC | Modifier.PRIVATE)) == 0;
        if (interceptable && CachedMethod.find(annotation, type, method) != null) {
          define(type, method).get().openCaches();
        }
      }
    }
  }

  private Once define(Class<?> type, Method method) {
    return byDefinition.computeIfAbsent(new Definition(ownerOf(type, method), method), Once::new);
  }

  /**
   * The nearest class that says something: one method may mean another in each that inherits it.
   */
  private Class<?> ownerOf(Class<?> type, Method method) {
    for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
      if (owner.isAnnotationPresent(CacheDefaults.class) || owner.isAnnotationPresent(annotation)) {
        return owner;
      }
    }
    return method.getDeclaringClass();
  }

  private record Definition(Class<?> owner, Method method) {}

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
              compiler.apply(CachedMethod.of(annotation, definition.owner(), definition.method()));
          operation = made;
        }
        return made;
      } finally {
        lock.unlock();
      }
    }
  }
}
