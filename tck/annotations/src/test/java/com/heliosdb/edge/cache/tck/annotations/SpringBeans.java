package com.heliosdb.edge.cache.tck.annotations;

import java.util.List;
import javax.cache.Caching;
import javax.cache.annotation.BeanProvider;
import javax.cache.configuration.MutableConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.SpringVersion;

/** Beans in Spring, which intercepts the annotations itself but never creates a cache. */
final class SpringBeans implements BeanProvider {
  private static final List<String> CACHES =
      List.of(
          "blogManager",
          "blgMngr",
          "manager.UsingDefaultCacheNameBlogManagerImpl.getEntryCached(java.lang.String)");

  private final AnnotationConfigApplicationContext context;

  SpringBeans(List<Class<?>> beans) {
    context = new AnnotationConfigApplicationContext();
    context.register(Caches.class);
    context.register(beans.toArray(Class<?>[]::new));
    context.refresh();
  }

  @Override
  public <T> T getBeanByType(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public String toString() {
    return "spring-context " + SpringVersion.getVersion();
  }

  /** Spring makes a subclass of it. */
  @Configuration
  @EnableCaching(proxyTargetClass = true)
  static class Caches {
    @Bean
    JCacheCacheManager cacheManager() {
      javax.cache.CacheManager manager = Caching.getCachingProvider().getCacheManager();
      CACHES.forEach(name -> manager.createCache(name, new MutableConfiguration<>()));
      return new JCacheCacheManager(manager);
    }
  }
}
