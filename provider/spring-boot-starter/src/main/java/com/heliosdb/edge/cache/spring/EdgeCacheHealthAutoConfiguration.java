package com.heliosdb.edge.cache.spring;

import javax.cache.CacheManager;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health indicator {@code edgeCache}, where the application has health endpoints. */
@AutoConfiguration(after = EdgeCacheAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(name = EdgeCacheAutoConfiguration.MANAGER)
public final class EdgeCacheHealthAutoConfiguration {
  /** Called by Spring. */
  public EdgeCacheHealthAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(name = "edgeCacheHealthIndicator")
  @ConditionalOnEnabledHealthIndicator("edge-cache")
  HealthIndicator edgeCacheHealthIndicator(
      @Qualifier(EdgeCacheAutoConfiguration.MANAGER) CacheManager manager) {
    return new EdgeCacheHealthIndicator(new EdgeCaches(manager));
  }
}
