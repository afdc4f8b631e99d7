package com.heliosdb.edge.cache.cdi;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import javax.cache.annotation.CacheRemoveAll;
import org.jspecify.annotations.Nullable;

/** Stands around the methods with {@link CacheRemoveAll}. Thread-safe. */
@Interceptor
@CacheRemoveAll
@Priority(CachedMethods.REMOVE_ALL_PRIORITY)
class CacheRemoveAllInterceptor {
  private final CachedMethods methods;

  @Inject
  CacheRemoveAllInterceptor(CachedMethods methods) {
    this.methods = methods;
  }

  @AroundInvoke
  @Nullable Object aroundInvoke(InvocationContext invocation) throws Exception {
    return methods.clearances().of(invocation).invoke(invocation);
  }
}
