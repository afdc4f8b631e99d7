package com.heliosdb.edge.cache.spring;

import com.heliosdb.edge.cache.micrometer.EdgeCacheMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import javax.cache.CacheManager;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration;
import org.springframework.boot.cache.metrics.JCacheCacheMeterBinderProvider;
import org.springframework.context.annotation.Bean;

/**
 * Our meters, where the application has Micrometer. Boot registers the caches of its cache manager
 * with the binder given here; without such a manager we register them ourselves.
 */
@AutoConfiguration(
    after = {EdgeCacheAutoConfiguration.class, CacheAutoConfiguration.class},
    before = CacheMetricsAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(name = EdgeCacheAutoConfiguration.MANAGER)
public final class EdgeCacheMetricsAutoConfiguration {
  /** Called by Spring. */
  public EdgeCacheMetricsAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(JCacheCacheMeterBinderProvider.class)
  JCacheCacheMeterBinderProvider edgeCacheMeterBinderProvider() {
    return new EdgeCacheMeterBinderProvider();
  }

  @Bean
  @ConditionalOnMissingBean(org.springframework.cache.CacheManager.class)
  MeterBinder edgeCacheMeterBinder(
      @Qualifier(EdgeCacheAutoConfiguration.MANAGER) CacheManager manager) {
    return registry ->
        new EdgeCaches(manager)
            .all()
            .values()
            .forEach(cache -> new EdgeCacheMetrics(cache, Tags.empty()).bindTo(registry));
  }
}
