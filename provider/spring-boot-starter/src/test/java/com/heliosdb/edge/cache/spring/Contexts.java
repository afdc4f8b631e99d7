package com.heliosdb.edge.cache.spring;

import com.heliosdb.edge.cache.EdgeCache;
import java.util.Objects;
import javax.cache.CacheManager;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Applications for tests. */
final class Contexts {
  private Contexts() {}

  /** What a jar of ours brings, without the actuator's parts. */
  static ApplicationContextRunner runner() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                EdgeCacheAutoConfiguration.class,
                EdgeCacheChecksAutoConfiguration.class,
                CacheAutoConfiguration.class));
  }

  /** An application with the two caches of {@link Catalogue}. */
  static ApplicationContextRunner catalogue() {
    return runner()
        .withUserConfiguration(Catalogue.class)
        .withPropertyValues("spring.cache.cache-names=products,prices");
  }

  @SuppressWarnings("unchecked") // keys and values of any type
  static EdgeCache<Object, Object> cache(ApplicationContext context, String name) {
    CacheManager manager = context.getBean(CacheManager.class);
    return Objects.requireNonNull(manager.getCache(name), name).unwrap(EdgeCache.class);
  }
}
