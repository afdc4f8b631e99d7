package com.heliosdb.edge.cache.cdi;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import javax.cache.annotation.CacheInvocationParameter;
import javax.cache.annotation.CacheKeyInvocationContext;
import org.jspecify.annotations.Nullable;

/**
 * One call of an annotated method, as key generators and cache resolvers see it. The specification
 * hands out copies of its arrays, which are made only for who asks.
 *
 * @param <A> the annotation
 */
final class Call<A extends Annotation> implements CacheKeyInvocationContext<A> {
  private final CachedMethod<A> method;
  private final @Nullable Object target;
  private final @Nullable Object[] values;

  /** Keeps the array. */
  Call(CachedMethod<A> method, @Nullable Object target, @Nullable Object[] values) {
    this.method = method;
    this.target = target;
    this.values = values;
  }

  @Override
  public Method getMethod() {
    return method.getMethod();
  }

  @Override
  public Set<Annotation> getAnnotations() {
    return method.getAnnotations();
  }

  @Override
  public A getCacheAnnotation() {
    return method.getCacheAnnotation();
  }

  @Override
  public String getCacheName() {
    return method.getCacheName();
  }

  @Override
  public @Nullable Object getTarget() {
    return target;
  }

  @Override
  public CacheInvocationParameter[] getAllParameters() {
    return method.parameters().stream()
        .map(this::argument)
        .toArray(CacheInvocationParameter[]::new);
  }

  @Override
  public CacheInvocationParameter[] getKeyParameters() {
    return Arrays.stream(method.keyPositions())
        .mapToObj(position -> argument(method.parameters().get(position)))
        .toArray(CacheInvocationParameter[]::new);
  }

  @Override
  public @Nullable CacheInvocationParameter getValueParameter() {
    Parameter parameter = method.valueParameter();
    return parameter == null ? null : argument(parameter);
  }

  private Argument argument(Parameter parameter) {
    return new Argument(parameter, values[parameter.position()]);
  }

  /** The values of the key's parameters, in an array for the caller to keep. */
  @Nullable Object[] keyValues() {
    int[] positions = method.keyPositions();
    @Nullable Object[] keyValues = new Object[positions.length];
    for (int i = 0; i < positions.length; i++) {
      keyValues[i] = values[positions[i]];
    }
    return keyValues;
  }

  /** The value of a parameter. */
  @Nullable Object value(Parameter parameter) {
    return values[parameter.position()];
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new IllegalArgumentException("A call of %s is no %s".formatted(method, type.getName()));
  }

  @Override
  public String toString() {
    return "Call[" + method + "]";
  }
}
