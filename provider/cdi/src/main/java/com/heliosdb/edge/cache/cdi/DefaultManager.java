package com.heliosdb.edge.cache.cdi;

import com.heliosdb.edge.cache.jcache.EdgeCachingProvider;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.Parameters;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanDisposer;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;

/**
 * The manager of an application that has no bean of its own for it: the default one of our
 * provider, by its name, so that other providers on the class path do no harm. Closed with the
 * container, so that its disk tiers are there after a restart. Public for the container, which
 * makes it.
 */
public final class DefaultManager
    implements SyntheticBeanCreator<CacheManager>, SyntheticBeanDisposer<CacheManager> {
  /** Called by the container. */
  public DefaultManager() {}

  @Override
  public CacheManager create(Instance<Object> lookup, Parameters parameters) {
    ClassLoader loader = applicationLoader();
    CachingProvider provider =
        Caching.getCachingProvider(EdgeCachingProvider.class.getName(), loader);
    return provider.getCacheManager(provider.getDefaultURI(), loader);
  }

  @Override
  public void dispose(CacheManager manager, Instance<Object> lookup, Parameters parameters) {
    manager.close();
  }

  static ClassLoader applicationLoader() {
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    return ofThread != null ? ofThread : DefaultManager.class.getClassLoader();
  }
}
