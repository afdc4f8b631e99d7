package com.heliosdb.edge.cache.cdi;

import java.util.List;
import javax.cache.Cache;
import javax.cache.annotation.CacheRemoveAll;

/** {@link CacheRemoveAll} of one method. Thread-safe. */
final class RemoveAllOperation extends ChangeOperation<CacheRemoveAll> {
  private final SingleFlight flights;

  RemoveAllOperation(
      CachedMethod<CacheRemoveAll> method, Sources.OfMethod sources, SingleFlight flights) {
    super(
        method,
        sources,
        method.getCacheAnnotation().afterInvocation(),
        new ExceptionRule(
            List.of(method.getCacheAnnotation().evictFor()),
            List.of(method.getCacheAnnotation().noEvictFor()),
            false));
    this.flights = flights;
  }

  @Override
  void change(Cache<Object, Object> cache, Call<CacheRemoveAll> call) {
    flights.outdateAll(cache);
    cache.removeAll();
  }
}
