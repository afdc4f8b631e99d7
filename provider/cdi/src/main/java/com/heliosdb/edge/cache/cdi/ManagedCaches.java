package com.heliosdb.edge.cache.cdi;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.config.AnnotationSettings;
import com.heliosdb.edge.cache.config.EdgeCacheSettings;
import com.heliosdb.edge.cache.jcache.EdgeCachingProvider;
import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheMethodDetails;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The default factory of cache resolvers: caches by name, from the manager of the container. What
 * is missing is created or refused, as the settings say. Thread-safe.
 */
final class ManagedCaches implements CacheResolverFactory {
  private final Supplier<CacheManager> managers;
  private final ReentrantLock lock = new ReentrantLock();
  // Written under lock.
  private volatile @Nullable CacheManager manager;
  private volatile @Nullable EdgeCacheSettings settings;

  /**
   * @param managers asked once, when the first cache is needed
   */
  ManagedCaches(Supplier<CacheManager> managers) {
    this.managers = managers;
  }

  @Override
  public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> method) {
    return new ByName(method.getCacheName(), method);
  }

  @Override
  public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> method) {
    return new ByName(method.getCacheAnnotation().exceptionCacheName(), method);
  }

  /** What holds for a cache, whoever created it. */
  AnnotationSettings settingsOf(Cache<?, ?> cache) {
    return settings().annotations(cache.getName(), madeInCode(cache));
  }

  private static Map<String, String> madeInCode(Cache<?, ?> cache) {
    return configurationOf(cache) instanceof EdgeCacheConfiguration<?, ?> edge
        ? edge.getSettings()
        : Map.of();
  }

  /** Whether the cache holds values of any type, and so can hold what stands for null. */
  static boolean takesAnyValue(Cache<?, ?> cache) {
    return configurationOf(cache).getValueType() == Object.class;
  }

  // The specification's own signature is raw.
  @SuppressWarnings("unchecked")
  private static Configuration<?, ?> configurationOf(Cache<?, ?> cache) {
    return cache.getConfiguration(Configuration.class);
  }

  private Cache<Object, Object> open(String name, CacheMethodDetails<?> method) {
    CacheManager from = manager();
    Cache<Object, Object> cache = from.getCache(name);
    if (cache != null) {
      return cache;
    }
    AnnotationSettings missing = settings().annotations(name, Map.of());
    if (!missing.createMissing()) {
      throw new CacheException(
          "There is no cache '%s', which %s names: create it before, or set heliosdb.edge.cache.annotations.missing-cache = create"
              .formatted(name, method));
    }
    try {
      return from.createCache(name, configuration(missing));
    } catch (CacheException e) {
      Cache<Object, Object> raced = from.getCache(name);
      if (raced != null) {
        return raced;
      }
      throw new CacheException(
          "The cache '%s', which %s names, cannot be created: %s"
              .formatted(name, method, e.getMessage()),
          e);
    }
  }

  private static Configuration<Object, Object> configuration(AnnotationSettings settings) {
    MutableConfiguration<Object, Object> configuration =
        new MutableConfiguration<>()
            .setStatisticsEnabled(settings.statistics())
            .setManagementEnabled(settings.statistics());
    settings
        .timeToLive()
        .ifPresent(
            ttl ->
                configuration.setExpiryPolicyFactory(
                    ModifiedExpiryPolicy.factoryOf(
                        new Duration(TimeUnit.MILLISECONDS, ttl.toMillis()))));
    return configuration;
  }

  private CacheManager manager() {
    CacheManager known = manager;
    if (known != null) {
      return known;
    }
    lock.lock();
    try {
      CacheManager asked = manager;
      if (asked == null) {
        asked = managers.get();
        manager = asked;
      }
      return asked;
    } finally {
      lock.unlock();
    }
  }

  private EdgeCacheSettings settings() {
    EdgeCacheSettings known = settings;
    if (known != null) {
      return known;
    }
    EdgeCacheSettings read = read(manager());
    settings = read;
    return read;
  }

  /** A foreign manager's URI and properties are none of ours. */
  private static EdgeCacheSettings read(CacheManager manager) {
    ClassLoader loader = manager.getClassLoader();
    if (loader == null) {
      loader = ManagedCaches.class.getClassLoader();
    }
    return manager.getCachingProvider() instanceof EdgeCachingProvider
        ? EdgeCacheSettings.load(manager.getURI(), loader, manager.getProperties())
        : EdgeCacheSettings.load(
            new EdgeCachingProvider().getDefaultURI(), loader, new Properties());
  }

  /** Resolves one name. A cache that was closed is looked for, or created, again. */
  final class ByName implements CacheResolver {
    private final String name;
    private final CacheMethodDetails<?> method;
    private volatile @Nullable Cache<Object, Object> resolved;

    ByName(String name, CacheMethodDetails<?> method) {
      this.name = name;
      this.method = method;
    }

    Cache<Object, Object> open() {
      Cache<Object, Object> cache = resolved;
      if (cache == null || cache.isClosed()) {
        cache = ManagedCaches.this.open(name, method);
        resolved = cache;
      }
      return cache;
    }

    @Override
    // Types are erased: what the methods return is what the cache holds.
    @SuppressWarnings("unchecked")
    public <K, V> Cache<K, V> resolveCache(CacheInvocationContext<? extends Annotation> call) {
      return (Cache<K, V>) open();
    }
  }
}
