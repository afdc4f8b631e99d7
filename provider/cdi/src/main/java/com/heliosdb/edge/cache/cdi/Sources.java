package com.heliosdb.edge.cache.cdi;

import java.lang.annotation.Annotation;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** Finds the key generators and cache resolvers that annotated methods name. Thread-safe. */
record Sources(
    UserObjects<CacheKeyGenerator> generators, UserObjects<CacheResolverFactory> factories) {
  /**
   * Those of one method.
   *
   * @throws CacheException if one cannot be made
   */
  OfMethod of(CachedMethod<?> method) {
    CacheResolverFactory factory = factories.get(method.resolverFactory(), method);
    CacheResolver exceptionResolver = null;
    if (method.getCacheAnnotation() instanceof CacheResult result
        && !result.exceptionCacheName().isEmpty()) {
      // It is a method of CacheResult, as the condition says.
      @SuppressWarnings("unchecked")
      CachedMethod<CacheResult> ofResult = (CachedMethod<CacheResult>) method;
      exceptionResolver = required(factory.getExceptionCacheResolver(ofResult), factory, method);
    }
    return new OfMethod(
        method,
        generators.get(method.keyGenerator(), method),
        required(factory.getCacheResolver(method), factory, method),
        exceptionResolver);
  }

  private static CacheResolver required(
      @Nullable CacheResolver resolver, CacheResolverFactory factory, CachedMethod<?> method) {
    if (resolver == null) {
      throw new CacheException(
          "%s returned no CacheResolver for %s, but must"
              .formatted(factory.getClass().getName(), method));
    }
    return resolver;
  }

  /** The key generator and cache resolvers of one method. */
  record OfMethod(
      CachedMethod<?> method,
      CacheKeyGenerator generator,
      CacheResolver resolver,
      @Nullable CacheResolver exceptionResolver) {
    Object key(Call<?> call) {
      GeneratedCacheKey key = generator.generateCacheKey(call);
      if (key == null) {
        throw new CacheException(
            "%s returned no key for %s, but must"
                .formatted(generator.getClass().getName(), method));
      }
      return key;
    }

    Cache<Object, Object> cache(Call<?> call) {
      return resolve(resolver, call);
    }

    /** Null if exceptions are not cached. */
    @Nullable Cache<Object, Object> exceptionCache(Call<?> call) {
      return exceptionResolver == null ? null : resolve(exceptionResolver, call);
    }

    private Cache<Object, Object> resolve(
        CacheResolver from, CacheInvocationContext<? extends Annotation> call) {
      Cache<Object, Object> cache = from.resolveCache(call);
      if (cache == null) {
        throw new CacheException(
            "%s returned no cache for %s, but must".formatted(from.getClass().getName(), method));
      }
      return cache;
    }

    /** Opens the caches that are resolved by name alone. */
    void openCaches() {
      if (resolver instanceof ManagedCaches.ByName named) {
        named.open();
      }
      if (exceptionResolver instanceof ManagedCaches.ByName named) {
        named.open();
      }
    }
  }
}
