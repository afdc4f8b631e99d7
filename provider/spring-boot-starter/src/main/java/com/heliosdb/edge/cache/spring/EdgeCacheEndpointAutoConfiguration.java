package com.heliosdb.edge.cache.spring;

import javax.cache.CacheManager;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The actuator endpoint {@code edgecache}, where it is exposed. */
@AutoConfiguration(after = EdgeCacheAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(name = EdgeCacheAutoConfiguration.MANAGER)
@ConditionalOnAvailableEndpoint(EdgeCacheEndpoint.class)
public final class EdgeCacheEndpointAutoConfiguration {
  /** Called by Spring. */
  public EdgeCacheEndpointAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  EdgeCacheEndpoint edgeCacheEndpoint(
      @Qualifier(EdgeCacheAutoConfiguration.MANAGER) CacheManager manager) {
    return new EdgeCacheEndpoint(new EdgeCaches(manager));
  }
}
