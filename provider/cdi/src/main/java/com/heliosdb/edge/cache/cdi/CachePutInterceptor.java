package com.heliosdb.edge.cache.cdi;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import javax.cache.annotation.CachePut;
import org.jspecify.annotations.Nullable;

/** Stands around the methods with {@link CachePut}. Thread-safe. */
@Interceptor
@CachePut
@Priority(CachedMethods.PUT_PRIORITY)
class CachePutInterceptor {
  private final CachedMethods methods;

  @Inject
  CachePutInterceptor(CachedMethods methods) {
    this.methods = methods;
  }

  @AroundInvoke
  @Nullable Object aroundInvoke(InvocationContext invocation) throws Exception {
    return methods.puts().of(invocation).invoke(invocation);
  }
}
