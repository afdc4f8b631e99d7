package com.heliosdb.edge.cache.cdi;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;

/** Stands around the methods with {@link CacheResult}. Thread-safe. */
@Interceptor
@CacheResult
@Priority(CachedMethods.PRIORITY)
class CacheResultInterceptor {
  private final CachedMethods methods;

  @Inject
  CacheResultInterceptor(CachedMethods methods) {
    this.methods = methods;
  }

  @AroundInvoke
  @Nullable Object aroundInvoke(InvocationContext invocation) throws Exception {
    return methods.results().of(invocation).invoke(invocation);
  }
}
