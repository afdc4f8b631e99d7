package com.heliosdb.edge.cache.cdi;

import com.heliosdb.edge.cache.config.AnnotationSettings;
import jakarta.interceptor.InvocationContext;
import java.util.List;
import javax.cache.Cache;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;

/** {@link CacheResult} of one method. Thread-safe. */
final class ResultOperation implements Operation {
  private final CachedMethod<CacheResult> method;
  private final Sources.OfMethod sources;
  private final ManagedCaches caches;
  private final SingleFlight flights;
  private final boolean skipGet;
  private final ExceptionRule cachedExceptions;
  private volatile @Nullable Target lastTarget;

  ResultOperation(
      CachedMethod<CacheResult> method,
      Sources.OfMethod sources,
      ManagedCaches caches,
      SingleFlight flights) {
    this.method = method;
    this.sources = sources;
    this.caches = caches;
    this.flights = flights;
    CacheResult annotation = method.getCacheAnnotation();
    skipGet = annotation.skipGet();
    cachedExceptions =
        new ExceptionRule(
            List.of(annotation.cachedExceptions()),
            List.of(annotation.nonCachedExceptions()),
            true);
  }

  @Override
  public @Nullable Object invoke(InvocationContext invocation) throws Exception {
    Call<CacheResult> call = method.call(invocation);
    Target target = target(sources.cache(call));
    Lookup lookup = new Lookup(target, sources.exceptionCache(call), sources.key(call));
    if (skipGet) {
      return invoke(invocation, lookup, null);
    }
    long landings = flights.landings(lookup.key);
    Object found = lookup.find();
    if (found != null) {
      return CachedNull.unmask(found);
    }
    if (!target.settings.singleFlight()) {
      return invoke(invocation, lookup, null);
    }
    SingleFlight.Id id = new SingleFlight.Id(target.cache, lookup.key);
    Flight own = new Flight();
    Flight flight = flights.join(id, own);
    return flight == own
        ? lead(own, id, landings, invocation, lookup)
        : follow(flight, invocation, lookup);
  }

  private @Nullable Object lead(
      Flight own, SingleFlight.Id id, long landings, InvocationContext invocation, Lookup lookup)
      throws Exception {
    try {
      Object found = flights.landings(lookup.key) == landings ? null : lookup.find();
      Object value = found == null ? invoke(invocation, lookup, own) : CachedNull.unmask(found);
      own.succeed(value);
      return value;
    } catch (Throwable e) {
      own.fail(e);
      throw e;
    } finally {
      flights.land(id, own);
    }
  }

  /** Reads from the cache what the leader stored there: by value, each caller has its own copy. */
  private @Nullable Object follow(Flight flight, InvocationContext invocation, Lookup lookup)
      throws Exception {
    if (!flights.await(flight, lookup.target.settings.singleFlightWait())) {
      return invoke(invocation, lookup, null);
    }
    Throwable failure = flight.failure();
    if (failure != null) {
      throw Lookup.<Exception>rethrown(failure);
    }
    Object stored = lookup.target.cache.get(lookup.key);
    return stored == null ? flight.value() : CachedNull.unmask(stored);
  }

  private @Nullable Object invoke(
      InvocationContext invocation, Lookup lookup, @Nullable Flight flight) throws Exception {
    Object value;
    try {
      value = invocation.proceed();
    } catch (Throwable e) {
      if (cachedExceptions.holdsFor(e)) {
        lookup.storeException(e, flight);
      }
      throw e;
    }
    lookup.store(value, flight);
    return value;
  }

  @Override
  public void openCaches() {
    sources.openCaches();
  }

  private Target target(Cache<Object, Object> cache) {
    Target last = lastTarget;
    if (last == null || last.cache != cache) {
      last = new Target(cache, caches.settingsOf(cache), ManagedCaches.takesAnyValue(cache));
      lastTarget = last;
    }
    return last;
  }

  /**
   * A cache, and what holds for it.
   *
   * @param takesNull whether it can hold what stands for null; one of a narrower type cannot
   */
  private record Target(
      Cache<Object, Object> cache, AnnotationSettings settings, boolean takesNull) {}

  /** A key in the cache of results and in that of exceptions, if there is one. */
  private record Lookup(Target target, @Nullable Cache<Object, Object> exceptions, Object key) {
    /** What is stored, null if nothing is; throws what is stored as an exception. */
    @Nullable Object find() throws Exception {
      Object value = target.cache.get(key);
      if (value == null && exceptions != null && exceptions.get(key) instanceof Throwable thrown) {
        throw Lookup.<Exception>rethrown(thrown);
      }
      return value;
    }

    void store(@Nullable Object value, @Nullable Flight flight) {
      if (value != null || target.takesNull) {
        store(target.cache, CachedNull.mask(value), flight);
      }
    }

    void storeException(Throwable thrown, @Nullable Flight flight) {
      // The state of the JVM is no property of the key.
      if (exceptions == null || thrown instanceof VirtualMachineError) {
        return;
      }
      try {
        store(exceptions, thrown, flight);
      } catch (RuntimeException e) {
        thrown.addSuppressed(e);
      }
    }

    /**
     * Who changes the key outdates the flight first and then the cache: so either this sees it, or
     * the change comes after what is stored here.
     */
    private void store(Cache<Object, Object> cache, Object value, @Nullable Flight flight) {
      if (key instanceof ParameterKey own && own.hasChanged()) {
        // The method wrote to its parameters: the value belongs to those it was given.
        return;
      }
      if (flight == null) {
        cache.put(key, value);
      } else if (!flight.isOutdated()) {
        cache.put(key, value);
        if (flight.isOutdated()) {
          cache.remove(key);
        }
      }
    }

    /** Throws what the signature does not name: the method itself may have thrown it. */
    @SuppressWarnings("unchecked")
    static <X extends Throwable> RuntimeException rethrown(Throwable thrown) throws X {
      throw (X) thrown;
    }
  }
}
