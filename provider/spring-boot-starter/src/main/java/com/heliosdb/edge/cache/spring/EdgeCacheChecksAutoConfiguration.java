package com.heliosdb.edge.cache.spring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.cache.jcache.interceptor.JCacheOperationSource;
import org.springframework.context.annotation.Bean;

/**
 * Looks for the caches that annotations name before the first request does. Not where the
 * application resolves caches in a way of its own.
 */
@AutoConfiguration(after = {EdgeCacheAutoConfiguration.class, CacheAutoConfiguration.class})
@ConditionalOnBean(value = JCacheCacheManager.class, name = EdgeCacheAutoConfiguration.MANAGER)
@ConditionalOnMissingBean(CachingConfigurer.class)
public final class EdgeCacheChecksAutoConfiguration {
  /** Called by Spring. */
  public EdgeCacheChecksAutoConfiguration() {}

  @Bean
  static CacheNamesCheck edgeCacheNamesCheck(
      ConfigurableListableBeanFactory beans,
      ObjectProvider<CacheOperationSource> springOperations,
      ObjectProvider<JCacheOperationSource> jcacheOperations,
      JCacheCacheManager manager) {
    return new CacheNamesCheck(beans, springOperations, jcacheOperations, manager);
  }
}
