package com.heliosdb.edge.cache.cdi;

import java.util.List;
import javax.cache.Cache;
import javax.cache.annotation.CacheRemove;

/** {@link CacheRemove} of one method. Thread-safe. */
final class RemoveOperation extends ChangeOperation<CacheRemove> {
  private final SingleFlight flights;

  RemoveOperation(
      CachedMethod<CacheRemove> method, Sources.OfMethod sources, SingleFlight flights) {
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
  void change(Cache<Object, Object> cache, Call<CacheRemove> call) {
    Object key = key(call);
    flights.outdate(cache, key);
    cache.remove(key);
  }
}
