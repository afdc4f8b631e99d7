package com.heliosdb.edge.cache.cdi;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import javax.cache.annotation.CacheInvocationParameter;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheKeyInvocationContext;
import javax.cache.annotation.GeneratedCacheKey;

/** The default: a key of all key parameters. */
final class ParameterKeyGenerator implements CacheKeyGenerator {
  @Override
  public GeneratedCacheKey generateCacheKey(
      CacheKeyInvocationContext<? extends Annotation> context) {
    if (context instanceof Call<?> call) {
      return new ParameterKey(call.keyValues());
    }
    return new ParameterKey(
        Arrays.stream(context.getKeyParameters())
            .map(CacheInvocationParameter::getValue)
            .toArray());
  }
}
