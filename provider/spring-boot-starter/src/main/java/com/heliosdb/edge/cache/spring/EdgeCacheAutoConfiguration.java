package com.heliosdb.edge.cache.spring;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.config.EdgeCacheSettings;
import com.heliosdb.edge.cache.jcache.EdgeCachingProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.boot.cache.autoconfigure.JCacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.JCachePropertiesCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.util.ClassUtils;

/**
 * The JCache manager of the application, with the settings under {@code heliosdb.edge.cache} and
 * the caches these and {@code spring.cache.cache-names} name. Steps back where the application has
 * a JCache manager of its own, or chose another kind of cache ({@code spring.cache.type}) or
 * provider ({@code spring.cache.jcache.provider}).
 *
 * <p>The manager belongs to its context: it comes from a provider of its own, is shared with no
 * other context, whatever else the class path holds, and is closed with the context, so that a
 * devtools restart finds the disk free.
 */
@AutoConfiguration(before = CacheAutoConfiguration.class)
@ConditionalOnMissingBean(CacheManager.class)
@ConditionalOnProperty(name = "spring.cache.type", havingValue = "jcache", matchIfMissing = true)
@EnableConfigurationProperties(CacheProperties.class)
public final class EdgeCacheAutoConfiguration implements BeanClassLoaderAware {
  /** The name of the manager's bean. */
  static final String MANAGER = "edgeCacheManager";

  private @Nullable ClassLoader beanClassLoader;

  /** Called by Spring. */
  public EdgeCacheAutoConfiguration() {}

  @Override
  public void setBeanClassLoader(ClassLoader classLoader) {
    beanClassLoader = classLoader;
  }

  /**
   * The manager, with its caches.
   *
   * @param template the configuration of each cache, but for {@code annotations.time-to-live}; if
   *     there is no such bean, one of any types with statistics and management on
   */
  @Bean(name = MANAGER, destroyMethod = "close")
  @ConditionalOnProperty(
      name = "spring.cache.jcache.provider",
      havingValue = "com.heliosdb.edge.cache.jcache.EdgeCachingProvider",
      matchIfMissing = true)
  CacheManager edgeCacheManager(
      Environment environment,
      CacheProperties cacheProperties,
      ObjectProvider<Configuration<?, ?>> template,
      ObjectProvider<JCachePropertiesCustomizer> propertiesCustomizers,
      ObjectProvider<JCacheManagerCustomizer> managerCustomizers) {
    List<String> named = Objects.requireNonNullElse(cacheProperties.getCacheNames(), List.of());
    EnvironmentSettings settings = EnvironmentSettings.of(environment, named);
    Properties properties = settings.toProperties();
    propertiesCustomizers.orderedStream().forEach(each -> each.customize(properties));

    CacheManager manager =
        new EdgeCachingProvider().getCacheManager(uri(cacheProperties), loader(), properties);
    try {
      EdgeCacheSettings read =
          EdgeCacheSettings.load(manager.getURI(), manager.getClassLoader(), properties);
      for (String name : settings.cacheNames()) {
        Configuration<?, ?> configuration =
            template.getIfAvailable(EdgeCacheAutoConfiguration::defaultTemplate);
        manager.createCache(
            name,
            read.annotations(name, Map.of())
                .timeToLive()
                .<Configuration<?, ?>>map(timeToLive -> expiring(configuration, timeToLive))
                .orElse(configuration));
      }
      managerCustomizers.orderedStream().forEach(each -> each.customize(manager));
      return manager;
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static Configuration<?, ?> defaultTemplate() {
    return new EdgeCacheConfiguration<>().setStatisticsEnabled(true).setManagementEnabled(true);
  }

  /**
   * The template, but for its expiry: what is set for one cache means more than what is for all.
   */
  private static <K, V> Configuration<K, V> expiring(
      Configuration<K, V> template, Duration timeToLive) {
    EdgeCacheConfiguration<K, V> configuration =
        template instanceof CompleteConfiguration<K, V> complete
            ? new EdgeCacheConfiguration<>(complete)
            : new EdgeCacheConfiguration<>(
                new MutableConfiguration<K, V>()
                    .setTypes(template.getKeyType(), template.getValueType())
                    .setStoreByValue(template.isStoreByValue()));
    configuration.setExpiryPolicyFactory(
        ModifiedExpiryPolicy.factoryOf(
            new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, timeToLive.toMillis())));
    return configuration;
  }

  private @Nullable ClassLoader loader() {
    return beanClassLoader == null ? ClassUtils.getDefaultClassLoader() : beanClassLoader;
  }

  /** That of the file named by {@code spring.cache.jcache.config}; null for the provider's own. */
  private static @Nullable URI uri(CacheProperties cacheProperties) {
    Resource file = cacheProperties.resolveConfigLocation(cacheProperties.getJcache().getConfig());
    try {
      return file == null ? null : file.getURI();
    } catch (IOException e) {
      throw new UncheckedIOException("spring.cache.jcache.config names " + file, e);
    }
  }
}
