package com.heliosdb.edge.cache.cdi;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;

/** What one container knows of its annotated methods. Thread-safe. */
@Singleton
class CachedMethods {
  /**
   * Behind the platform's interceptors, so that no hit goes past a security check; before those of
   * the application. Of several annotations on one method this is the outermost: what a hit spares
   * is all of the method, and a result is stored after what else is changed.
   */
  static final int PRIORITY = Interceptor.Priority.LIBRARY_BEFORE;

  /** Of the changes after the method, the last to be made is the outermost. */
  static final int PUT_PRIORITY = PRIORITY + 1;

  static final int REMOVE_PRIORITY = PRIORITY + 2;
  static final int REMOVE_ALL_PRIORITY = PRIORITY + 3;

  private final AnnotatedTypes types;
  private final ManagedCaches caches;
  private final MethodTable<CacheResult> results;
  private final MethodTable<CachePut> puts;
  private final MethodTable<CacheRemove> removals;
  private final MethodTable<CacheRemoveAll> clearances;

  /**
   * All key generators and resolver factories are asked for, not only those that a class names, so
   * that no container takes them for unused.
   */
  @Inject
  CachedMethods(
      AnnotatedTypes types,
      Instance<CacheManager> manager,
      @Any Instance<CacheKeyGenerator> generators,
      @Any Instance<CacheResolverFactory> factories) {
    this.types = types;
    caches = new ManagedCaches(manager::get);
    UserObjects<CacheKeyGenerator> ofGenerators =
        new UserObjects<>(CacheKeyGenerator.class, generators, new ParameterKeyGenerator());
    UserObjects<CacheResolverFactory> ofFactories =
        new UserObjects<>(CacheResolverFactory.class, factories, caches);
    Sources sources = new Sources(ofGenerators, ofFactories);
    SingleFlight flights = SingleFlight.OF_JVM;
    results =
        new MethodTable<>(
            CacheResult.class,
            method -> new ResultOperation(method, sources.of(method), caches, flights));
    puts =
        new MethodTable<>(
            CachePut.class, method -> new PutOperation(method, sources.of(method), flights));
    removals =
        new MethodTable<>(
            CacheRemove.class, method -> new RemoveOperation(method, sources.of(method), flights));
    clearances =
        new MethodTable<>(
            CacheRemoveAll.class,
            method -> new RemoveAllOperation(method, sources.of(method), flights));
  }

  /**
   * Prepares every method and its caches, so that what is wrong is said at start-up. Comes after
   * the observers of the application, which may create caches.
   */
  void prepare(@Observes @Priority(Integer.MAX_VALUE) Startup event) {
    for (Class<?> type : types.load()) {
      results.prepare(type);
      puts.prepare(type);
      removals.prepare(type);
      clearances.prepare(type);
    }
  }

  MethodTable<CacheResult> results() {
    return results;
  }

  MethodTable<CachePut> puts() {
    return puts;
  }

  MethodTable<CacheRemove> removals() {
    return removals;
  }

  MethodTable<CacheRemoveAll> clearances() {
    return clearances;
  }
}
