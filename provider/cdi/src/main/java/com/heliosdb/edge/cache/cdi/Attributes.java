package com.heliosdb.edge.cache.cdi;

import java.lang.annotation.Annotation;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;

/**
 * What the annotations have in common.
 *
 * @param cacheName empty if not given
 * @param keyGenerator the interface itself if not given
 * @param resolverFactory the interface itself if not given
 */
record Attributes(
    String cacheName,
    Class<? extends CacheKeyGenerator> keyGenerator,
    Class<? extends CacheResolverFactory> resolverFactory) {
  private static final Attributes NONE =
      new Attributes("", CacheKeyGenerator.class, CacheResolverFactory.class);

  static Attributes of(@Nullable Annotation annotation) {
    if (annotation instanceof CacheResult a) {
      return new Attributes(a.cacheName(), a.cacheKeyGenerator(), a.cacheResolverFactory());
    }
    if (annotation instanceof CachePut a) {
      return new Attributes(a.cacheName(), a.cacheKeyGenerator(), a.cacheResolverFactory());
    }
    if (annotation instanceof CacheRemove a) {
      return new Attributes(a.cacheName(), a.cacheKeyGenerator(), a.cacheResolverFactory());
    }
    if (annotation instanceof CacheRemoveAll a) {
      return new Attributes(a.cacheName(), CacheKeyGenerator.class, a.cacheResolverFactory());
    }
    if (annotation instanceof CacheDefaults a) {
      return new Attributes(a.cacheName(), a.cacheKeyGenerator(), a.cacheResolverFactory());
    }
    return NONE;
  }

  /** These, and the defaults where nothing is given here. */
  Attributes orElse(Attributes defaults) {
    return new Attributes(
        cacheName.isEmpty() ? defaults.cacheName : cacheName,
        keyGenerator == CacheKeyGenerator.class ? defaults.keyGenerator : keyGenerator,
        resolverFactory == CacheResolverFactory.class ? defaults.resolverFactory : resolverFactory);
  }
}
