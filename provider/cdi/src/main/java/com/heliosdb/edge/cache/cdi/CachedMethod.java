package com.heliosdb.edge.cache.cdi;

import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.cache.CacheException;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheMethodDetails;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheValue;
import org.jspecify.annotations.Nullable;

/**
 * All that reflection tells about one annotated method. Immutable.
 *
 * @param <A> the annotation
 */
final class CachedMethod<A extends Annotation> implements CacheMethodDetails<A> {
  private final Method method;
  private final A annotation;
  private final Set<Annotation> annotations;
  private final String cacheName;
  private final Class<? extends CacheKeyGenerator> keyGenerator;
  private final Class<? extends CacheResolverFactory> resolverFactory;
  private final List<Parameter> parameters;
  private final int[] keyPositions;
  private final @Nullable Parameter valueParameter;

  private CachedMethod(Method method, A annotation, Attributes defaults) {
    this.method = method;
    this.annotation = annotation;
    annotations = setOf(method.getAnnotations());
    Attributes attributes = Attributes.of(annotation).orElse(defaults);
    cacheName = attributes.cacheName().isEmpty() ? generatedName(method) : attributes.cacheName();
    keyGenerator = attributes.keyGenerator();
    resolverFactory = attributes.resolverFactory();
    parameters = parametersOf(method);
    valueParameter = annotation instanceof CachePut ? onlyValueParameter() : null;
    keyPositions = findKeyPositions();
  }

  /**
   * Reads the annotation of a method.
   *
   * @param annotated the class whose annotation holds if the method has none
   * @param defaults the class whose {@link CacheDefaults} hold
   * @throws CacheException if there is none, or it cannot be carried out
   */
  static <A extends Annotation> CachedMethod<A> of(
      Class<A> type, Class<?> annotated, Class<?> defaults, Method method) {
    A annotation = find(type, annotated, method);
    if (annotation == null) {
      throw new CacheException(
          "%s is intercepted for @%s, but neither it nor its class carries that annotation: put it there"
              .formatted(shown(method), type.getSimpleName()));
    }
    return new CachedMethod<>(
        method, annotation, Attributes.of(Marks.find(CacheDefaults.class, defaults)));
  }

  /** The method's annotation, or else that of its class. */
  static <A extends Annotation> @Nullable A find(Class<A> type, Class<?> owner, Method method) {
    A own = Marks.find(type, method);
    return own != null ? own : Marks.find(type, owner);
  }

  private static Set<Annotation> setOf(Annotation[] annotations) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(annotations)));
  }

  private static String generatedName(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getName)
        .collect(
            Collectors.joining(
                ",", method.getDeclaringClass().getName() + "." + method.getName() + "(", ")"));
  }

  private static List<Parameter> parametersOf(Method method) {
    Class<?>[] types = method.getParameterTypes();
    Annotation[][] annotations = method.getParameterAnnotations();
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      parameters.add(new Parameter(i, types[i], setOf(annotations[i])));
    }
    return List.copyOf(parameters);
  }

  private Parameter onlyValueParameter() {
    List<Parameter> values = parameters.stream().filter(p -> p.has(CacheValue.class)).toList();
    if (values.size() != 1) {
      throw new CacheException(Rules.valueCount(shown(method), values.size()));
    }
    return values.get(0);
  }

  private int[] findKeyPositions() {
    boolean marked = parameters.stream().anyMatch(p -> p.has(CacheKey.class));
    return parameters.stream()
        .filter(p -> marked ? p.has(CacheKey.class) : !p.has(CacheValue.class))
        .mapToInt(Parameter::position)
        .toArray();
  }

  @Override
  public Method getMethod() {
    return method;
  }

  @Override
  public Set<Annotation> getAnnotations() {
    return annotations;
  }

  @Override
  public A getCacheAnnotation() {
    return annotation;
  }

  @Override
  public String getCacheName() {
    return cacheName;
  }

  /** {@link CacheKeyGenerator} itself means the default one. */
  Class<? extends CacheKeyGenerator> keyGenerator() {
    return keyGenerator;
  }

  /** {@link CacheResolverFactory} itself means the default one. */
  Class<? extends CacheResolverFactory> resolverFactory() {
    return resolverFactory;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** The positions of the parameters that make the key, ascending. Not to be written. */
  int[] keyPositions() {
    return keyPositions;
  }

  /** The parameter to be stored; null but for {@link CachePut}. */
  @Nullable Parameter valueParameter() {
    return valueParameter;
  }

  Call<A> call(InvocationContext invocation) {
    return new Call<>(this, invocation.getTarget(), invocation.getParameters().clone());
  }

  /** {@code @CacheResult on com.acme.Products.find(java.lang.String)}. */
  @Override
  public String toString() {
    return "@" + annotation.annotationType().getSimpleName() + " on " + shown(method);
  }

  private static String shown(Method method) {
    return generatedName(method);
  }
}
