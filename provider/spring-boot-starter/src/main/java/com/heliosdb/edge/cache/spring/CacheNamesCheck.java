package com.heliosdb.edge.cache.spring;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheResolverFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.jcache.interceptor.JCacheOperation;
import org.springframework.cache.jcache.interceptor.JCacheOperationSource;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * When all singletons are there, looks at their annotated methods and fails if one names a cache
 * that does not exist; Spring itself would find out at the first call. Methods with a resolver or
 * manager of their own are left alone.
 */
final class CacheNamesCheck implements SmartInitializingSingleton {
  private final ConfigurableListableBeanFactory beans;
  private final ObjectProvider<CacheOperationSource> springOperations;
  private final ObjectProvider<JCacheOperationSource> jcacheOperations;
  private final CacheManager manager;

  CacheNamesCheck(
      ConfigurableListableBeanFactory beans,
      ObjectProvider<CacheOperationSource> springOperations,
      ObjectProvider<JCacheOperationSource> jcacheOperations,
      CacheManager manager) {
    this.beans = beans;
    this.springOperations = springOperations;
    this.jcacheOperations = jcacheOperations;
    this.manager = manager;
  }

  /**
   * {@inheritDoc}
   *
   * @throws MissingCacheException if a method names a cache that does not exist
   */
  @Override
  public void afterSingletonsInstantiated() {
    for (String name : beans.getBeanNamesForType(Object.class, false, false)) {
      Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
      if (type != null) {
        springOperations.stream()
            .filter(source -> source.isCandidateClass(type))
            .forEach(
                source -> check(type, method -> names(source.getCacheOperations(method, type))));
        jcacheOperations.stream()
            .filter(source -> source.isCandidateClass(type))
            .forEach(
                source ->
                    check(type, method -> names(source.getCacheOperation(method, type), type)));
      }
    }
  }

  /** The caches a method uses. */
  private interface Names {
    Collection<String> of(Method method);
  }

  private void check(Class<?> type, Names names) {
    ReflectionUtils.doWithMethods(
        type,
        method -> {
          for (String name : names.of(method)) {
            if (manager.getCache(name) == null) {
              throw missing(name, method, type);
            }
          }
        },
        ReflectionUtils.USER_DECLARED_METHODS);
  }

  private MissingCacheException missing(String name, Method method, Class<?> type) {
    return new MissingCacheException(
        "%s.%s uses the cache '%s', which does not exist; there are %s"
            .formatted(
                type.getName(), method.getName(), name, new TreeSet<>(manager.getCacheNames())),
        name);
  }

  private static Set<String> names(@Nullable Collection<CacheOperation> operations) {
    Set<String> names = new LinkedHashSet<>();
    if (operations != null) {
      operations.stream()
          .filter(each -> !StringUtils.hasText(each.getCacheManager()))
          .filter(each -> !StringUtils.hasText(each.getCacheResolver()))
          .forEach(each -> names.addAll(each.getCacheNames()));
    }
    return names;
  }

  private static Set<String> names(@Nullable JCacheOperation<?> operation, Class<?> type) {
    Set<String> names = new LinkedHashSet<>();
    if (operation != null && !resolvesItself(operation.getCacheAnnotation(), type)) {
      names.add(operation.getCacheName());
      Object forExceptions =
          AnnotationUtils.getValue(operation.getCacheAnnotation(), "exceptionCacheName");
      if (forExceptions instanceof String name && !name.isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean resolvesItself(Annotation annotation, Class<?> type) {
    CacheDefaults defaults = AnnotatedElementUtils.findMergedAnnotation(type, CacheDefaults.class);
    return isOwn(AnnotationUtils.getValue(annotation, "cacheResolverFactory"))
        || (defaults != null && isOwn(defaults.cacheResolverFactory()));
  }

  private static boolean isOwn(@Nullable Object resolverFactory) {
    return resolverFactory != null && resolverFactory != CacheResolverFactory.class;
  }
}
