package com.heliosdb.edge.cache.cdi;

import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

/** What an annotation does around one method. Thread-safe. */
interface Operation {
  /**
   * Carries it out.
   *
   * @return what the caller of the method gets
   * @throws Exception what the method threw, or a {@link javax.cache.CacheException}
   */
  @Nullable Object invoke(InvocationContext invocation) throws Exception;

  /**
   * Opens the caches whose names are known without an invocation.
   *
   * @throws javax.cache.CacheException if one is missing and must not be created
   */
  void openCaches();
}
