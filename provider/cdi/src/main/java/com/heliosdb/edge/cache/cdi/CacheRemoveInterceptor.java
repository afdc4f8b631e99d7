package com.heliosdb.edge.cache.cdi;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import javax.cache.annotation.CacheRemove;
import org.jspecify.annotations.Nullable;

/** Stands around the methods with {@link CacheRemove}. Thread-safe. */
@Interceptor
@CacheRemove
@Priority(CachedMethods.REMOVE_PRIORITY)
class CacheRemoveInterceptor {
  private final CachedMethods methods;

  @Inject
  CacheRemoveInterceptor(CachedMethods methods) {
    this.methods = methods;
  }

  @AroundInvoke
  @Nullable Object aroundInvoke(InvocationContext invocation) throws Exception {
    return methods.removals().of(invocation).invoke(invocation);
  }
}
