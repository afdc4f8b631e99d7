package com.heliosdb.edge.cache.cdi;

import java.util.List;
import java.util.Objects;
import javax.cache.Cache;
import javax.cache.annotation.CachePut;

/** {@link CachePut} of one method. Thread-safe. */
final class PutOperation extends ChangeOperation<CachePut> {
  private final Parameter value;
  private final SingleFlight flights;

  PutOperation(CachedMethod<CachePut> method, Sources.OfMethod sources, SingleFlight flights) {
    super(
        method,
        sources,
        method.getCacheAnnotation().afterInvocation(),
        new ExceptionRule(
            List.of(method.getCacheAnnotation().cacheFor()),
            List.of(method.getCacheAnnotation().noCacheFor()),
            false));
    this.flights = flights;
    value = Objects.requireNonNull(method.valueParameter());
  }

  /**
   * A cache of a narrower type than Object cannot hold what stands for null: it forgets the key.
   */
  @Override
  void change(Cache<Object, Object> cache, Call<CachePut> call) {
    Object key = key(call);
    Object stored = call.value(value);
    flights.outdate(cache, key);
    if (stored != null || ManagedCaches.takesAnyValue(cache)) {
      cache.put(key, CachedNull.mask(stored));
    } else {
      cache.remove(key);
    }
  }
}
