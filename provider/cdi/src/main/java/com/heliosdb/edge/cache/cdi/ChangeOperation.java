package com.heliosdb.edge.cache.cdi;

import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Annotation;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Changes a cache before a method is invoked, or after it; then, if the method throws, by the rule
 * for its exceptions. Thread-safe.
 *
 * @param <A> the annotation
 */
abstract class ChangeOperation<A extends Annotation> implements Operation {
  private final CachedMethod<A> method;
  private final Sources.OfMethod sources;
  private final boolean afterInvocation;
  private final ExceptionRule changesFor;

  ChangeOperation(
      CachedMethod<A> method,
      Sources.OfMethod sources,
      boolean afterInvocation,
      ExceptionRule changesFor) {
    this.method = method;
    this.sources = sources;
    this.afterInvocation = afterInvocation;
    this.changesFor = changesFor;
  }

  abstract void change(Cache<Object, Object> cache, Call<A> call);

  final Object key(Call<A> call) {
    return sources.key(call);
  }

  @Override
  public final @Nullable Object invoke(InvocationContext invocation) throws Exception {
    // With the parameters as they were before the method, which may write to their array.
    Call<A> call = method.call(invocation);
    Cache<Object, Object> cache = sources.cache(call);
    if (!afterInvocation) {
      change(cache, call);
      return invocation.proceed();
    }
    Object result;
    try {
      result = invocation.proceed();
    } catch (Throwable e) {
      if (changesFor.holdsFor(e)) {
        changeDespite(e, cache, call);
      }
      throw e;
    }
    change(cache, call);
    return result;
  }

  private void changeDespite(Throwable thrown, Cache<Object, Object> cache, Call<A> call) {
    try {
      change(cache, call);
    } catch (RuntimeException e) {
      thrown.addSuppressed(e);
    }
  }

  @Override
  public final void openCaches() {
    sources.openCaches();
  }
}
