package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.config.LoadingSettings;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.expiry.ExpiryRules;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.stats.LoadCounters;
import com.heliosdb.edge.cache.tier.Flight.Answer;
import com.heliosdb.edge.cache.tier.Mutation.Needs;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/**
 * The loads of a cache that reads through: shared by those who ask for one key, bounded in the time
 * that a reader waits, done ahead of demand, and made up for by stale values. Thread-safe. With all
 * of its settings off, a reader loads by itself under a claim, and nothing here takes part.
 *
 * <p>An entry that is there, fresh or stale, is loaded anew without a claim: writers do not wait
 * for the loader, and what they write makes the load void. A key without an entry is loaded under a
 * claim, since nothing else would tell that it was written and removed meanwhile.
 *
 * <p>A thread inside user code shares no load: it would wait where claims cannot see it, perhaps
 * for itself. It loads by itself, under a claim.
 */
final class Loads {
  private static final Duration BACK_OFF = Duration.ofSeconds(1);
  // When so many keys fail at once, it is not for their sake.
  private static final int MOST_FAILING_KEYS = 10_000;

  private final String cacheName;
  private final LoadingSettings settings;
  private final boolean active;
  // All in milliseconds.
  private final long refreshAfter;
  private final long staleWhileRevalidate;
  private final long staleIfError;

  private final Lookup lookup;
  private final WritePath writes;
  private final Renewals renewals;
  private final Values values;
  private final Origin origin;
  private final Consumer<Current> served;
  private final LoadCounters counters;
  private final OriginHealth health;
  private final Executor threads;
  private final TimeSource time;

  private final Map<KeyRef, Flight> flights = new ConcurrentHashMap<>();
  // All that are under way, whatever they load.
  private final Set<Flight> airborne = ConcurrentHashMap.newKeySet();
  // Until when a key is not loaded again after a failure.
  private final Map<KeyRef, Long> backOffs = new ConcurrentHashMap<>();
  // The same for all keys; racy by design, since all who write it mean about the same time.
  private volatile long backOffOfAll;
  private volatile boolean stopped;

  /**
   * Loads by these settings.
   *
   * @param settings {@link LoadingSettings#OFF} for a cache that does not read through
   * @param served is told of an entry whose stale value is served
   * @param threads for loads that no reader runs; rejects them when there are too many
   */
  Loads(
      String cacheName,
      LoadingSettings settings,
      Lookup lookup,
      WritePath writes,
      Renewals renewals,
      Values values,
      Origin origin,
      Consumer<Current> served,
      LoadCounters counters,
      Executor threads,
      TimeSource time) {
    this.cacheName = cacheName;
    this.settings = settings;
    refreshAfter = millis(settings.refreshAfter(), ExpiryRules.NEVER);
    staleWhileRevalidate = millis(settings.staleWhileRevalidate(), 0);
    staleIfError = millis(settings.staleIfError(), 0);
    active =
        refreshes()
            || staleWhileRevalidate > 0
            || staleIfError > 0
            || settings.loadTimeout().isPresent();
    this.lookup = lookup;
    this.writes = writes;
    this.renewals = renewals;
    this.values = values;
    this.origin = origin;
    this.served = served;
    this.counters = counters;
    health = new OriginHealth(cacheName);
    this.threads = threads;
    this.time = time;
  }

  private static long millis(Optional<Duration> setting, long off) {
    return setting.map(Duration::toMillis).orElse(off);
  }

  /** Whether entries are loaded anew because of their age. */
  boolean refreshes() {
    return refreshAfter != ExpiryRules.NEVER;
  }

  // ---------------------------------------------------------------- ahead of demand

  /** Notes a read of an unexpired entry: an old one is loaded anew, and nobody waits for it. */
  void read(Object key, long version, long nowMillis) {
    if (refreshAfter != ExpiryRules.NEVER
        && nowMillis - VersionClock.millisOf(version) > refreshAfter) {
      loadAnew(new KeyRef(key), version);
    }
  }

  /** The entry whose stale value answers a read that found nothing else; null if there is none. */
  @Nullable Current staleMeanwhile(KeyRef key, Asking asking) {
    return staleWhileRevalidate == 0 ? null : stale(key, staleWhileRevalidate, asking);
  }

  /** Notes that a stale value is served, and has the entry loaded anew. */
  void servedMeanwhile(Current stale) {
    serve(stale);
    loadAnew(stale.key, stale.version);
  }

  private void loadAnew(KeyRef key, long version) {
    Flight there = flights.get(key);
    if ((there == null || !serves(there, version)) && !backsOff(key)) {
      join(key, version, true, lookup.oneKey());
    }
  }

  /**
   * Brings a value up ahead of demand, from the region or else by loading it: of a key that was not
   * there, unless it is by now; or anew by loading of one that was, unless its version is another
   * by now. Not an access, not counted.
   *
   * @param version the one that was there; 0 if none was
   * @return whether there is a value now that was not there before
   */
  boolean bringUp(KeyRef key, long version) {
    return origin.canLoad()
        ? unlessUnderWay(key, version, () -> loadAhead(key, version))
        : version == 0 && lookup.bringUp(key);
  }

  private boolean loadAhead(KeyRef key, long version) {
    Outcome outcome =
        writes.apply(
            key.key,
            Mutation.ofUserCode(
                Needs.PRESENCE,
                present -> {
                  Current current = version == 0 ? null : lookup.locate(key);
                  boolean same =
                      version == 0
                          ? present == null
                          : current != null && current.version == version;
                  Object loaded = same ? origin.load(key.key) : null;
                  return loaded == null ? Change.KEEP : Change.refresh(loaded);
                }),
            lookup.oneKey());
    outcome.rethrow();
    return outcome.stored() || outcome.found() == Tier.REGION;
  }

  /** Runs a load of another's, unless one of the key is under way: then it returns false. */
  private boolean unlessUnderWay(KeyRef key, long version, Supplier<Boolean> load) {
    if (!active) {
      return load.get();
    }
    AtomicBoolean loaded = new AtomicBoolean();
    Flight mine =
        new Flight(
            version,
            true,
            () -> {
              loaded.set(load.get());
              // Whoever waited looks again.
              return Answer.SKIPPED;
            },
            (flight, answer) -> {
              land(key, flight);
              airborne.remove(flight);
            });
    if (flights.putIfAbsent(key, mine) != null) {
      return false;
    }
    airborne.add(mine);
    mine.run();
    Outcome.rethrow(mine.answerNow().failure());
    return loaded.get();
  }

  // ---------------------------------------------------------------- on demand

  /**
   * The value of a key that no tier has: loaded, or stale.
   *
   * @param asked in vain, before
   * @throws CacheLoaderException if it can be had neither way, or the thread is interrupted while
   *     it waits
   */
  @Nullable Object demand(Object key, Asking asked) {
    if (!active) {
      return claimedLoad(key, asked);
    }
    KeyRef ref = new KeyRef(key);
    for (; ; ) {
      Current sparing = backsOff(ref) ? staleAfterError(ref, asked) : null;
      if (sparing != null) {
        return serve(sparing);
      }
      if (Claims.heldByCurrentThread()) {
        return demandHere(ref, asked);
      }
      Current seen = lookup.current(ref, Needs.PRESENCE);
      if (seen != null && !seen.expiredAt(time.millis())) {
        return demandHere(ref, asked);
      }
      Flight flight = join(ref, seen == null ? 0 : seen.version, false, asked);
      Answer answer = await(flight, ref);
      switch (answer.kind()) {
        case LOADED -> {
          return answer.value() == null ? null : values.toUser(answer.value());
        }
        case FAILED -> {
          return staleOrThrow(ref, flight, answer, asked);
        }
        case TIMED_OUT -> {
          Current stale = staleAfterError(ref, asked);
          if (stale == null) {
            throw tookTooLong("key '" + key + "'");
          }
          return serve(stale);
        }
        case SKIPPED -> {
          // It was changed meanwhile: looked for again.
        }
      }
    }
  }

  /** Loads a key under a claim, unless it is there by then. */
  private @Nullable Object claimedLoad(Object key, Asking asked) {
    Outcome outcome =
        writes.apply(
            key,
            Mutation.ofUserCode(
                current -> {
                  if (current != null) {
                    return Change.TOUCH;
                  }
                  Object loaded = origin.load(key);
                  return loaded == null ? Change.KEEP : Change.load(loaded);
                }),
            asked);
    outcome.rethrow();
    return outcome.old() != null ? outcome.old() : outcome.change().value();
  }

  private @Nullable Object demandHere(KeyRef key, Asking asked) {
    try {
      return claimedLoad(key.key, asked);
    } catch (CacheLoaderException e) {
      counters.failedLoads.increment();
      health.failed(e);
      Current stale = staleAfterError(key, asked);
      if (stale == null) {
        throw e;
      }
      backOff(key);
      return serve(stale);
    }
  }

  private Object staleOrThrow(KeyRef key, Flight flight, Answer answer, Asking asked) {
    Current stale =
        answer.failure() instanceof CacheLoaderException ? staleAfterError(key, asked) : null;
    if (stale == null) {
      throw thrown(flight, answer);
    }
    return serve(stale);
  }

  /** What a reader is thrown; errors are thrown at once. */
  private static RuntimeException thrown(Flight flight, Answer answer) {
    Throwable failure = answer.failure();
    if (failure instanceof CacheLoaderException && !flight.ranHere()) {
      // With the trace of the one who waited.
      return new CacheLoaderException(failure.getMessage(), failure);
    }
    Outcome.rethrow(failure);
    return new CacheLoaderException("The load failed: " + failure, failure);
  }

  private CacheLoaderException tookTooLong(String what) {
    return new CacheLoaderException(
        "loading.load-timeout is %d ms and the CacheLoader has not loaded %s of cache '%s' in that time; what it brings later is kept. Make the loader faster, raise loading.load-timeout, or set loading.stale-if-error so that an expired value is served instead"
            .formatted(settings.loadTimeout().orElse(Duration.ZERO).toMillis(), what, cacheName));
  }

  private Answer await(Flight flight, Object what) {
    try {
      return flight.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheLoaderException(
          "Interrupted while waiting for the load of %s of cache '%s'".formatted(what, cacheName),
          e);
    }
  }

  /**
   * The values of keys that no tier has: loaded all at once, or, if that fails, stale; all of them
   * or none. Keys the origin has no value for are left out.
   *
   * @param asked in vain, before
   * @throws CacheLoaderException as {@link #demand}
   */
  <K, V> Map<K, V> demandAll(Set<K> keys, Asking asked, Function<Set<K>, Map<K, V>> load) {
    if (!active) {
      return load.apply(keys);
    }
    Map<K, Object> found = new HashMap<>();
    Set<K> wanted = new LinkedHashSet<>(keys);
    for (K key : keys) {
      KeyRef ref = new KeyRef(key);
      Current stale = backsOff(ref) ? staleAfterError(ref, asked) : null;
      if (stale != null) {
        found.put(key, serve(stale));
        wanted.remove(key);
      }
    }
    if (!wanted.isEmpty()) {
      found.putAll(loadAll(wanted, asked, load));
    }
    return asMap(found);
  }

  private <K, V> Map<K, V> loadAll(Set<K> keys, Asking asked, Function<Set<K>, Map<K, V>> load) {
    Flight flight = new Flight(0, false, () -> Answer.loaded(load.apply(keys)), this::settle);
    start(flight, Claims.heldByCurrentThread());
    String what = keys.size() + " keys";
    Answer answer = await(flight, what);
    if (answer.kind() == Flight.Kind.LOADED) {
      return asMap(answer.value());
    }
    boolean late = answer.kind() == Flight.Kind.TIMED_OUT;
    Map<K, Current> stale = new HashMap<>();
    if (late || answer.failure() instanceof CacheLoaderException) {
      for (K key : keys) {
        Current entry = staleAfterError(new KeyRef(key), asked);
        if (entry != null) {
          stale.put(key, entry);
        }
      }
    }
    if (stale.size() < keys.size()) {
      throw late ? tookTooLong(what) : thrown(flight, answer);
    }
    Map<K, Object> made = new HashMap<>();
    stale.forEach(
        (key, entry) -> {
          backOff(entry.key);
          made.put(key, serve(entry));
        });
    return asMap(made);
  }

  @SuppressWarnings("unchecked") // the hierarchy knows no types; the values are of this cache
  private static <K, V> Map<K, V> asMap(@Nullable Object loaded) {
    return loaded == null ? Map.of() : (Map<K, V>) loaded;
  }

  // ---------------------------------------------------------------- flights

  /** The flight that loads a key in the place of this version, of another's or a new one. */
  private Flight join(KeyRef key, long version, boolean refresh, Asking asked) {
    for (; ; ) {
      Flight there = flights.get(key);
      if (there != null && serves(there, version)) {
        return there;
      }
      // The user's key may change while the flight is under way.
      KeyRef kept = new KeyRef(values.keyToStored(key.key));
      Flight mine =
          new Flight(
              version,
              refresh,
              () -> load(kept, version, refresh, asked),
              (flight, answer) -> {
                if (answer.failure() != null && version != 0) {
                  backOff(kept);
                } else if (answer.kind() == Flight.Kind.LOADED) {
                  backOffs.remove(kept);
                }
                land(kept, flight);
                settle(flight, answer);
              });
      if (there == null
          ? flights.putIfAbsent(kept, mine) == null
          : flights.replace(kept, there, mine)) {
        start(mine, !refresh && settings.loadTimeout().isEmpty());
        return mine;
      }
    }
  }

  /** What began before a key was written or removed brings nothing that may be used after it. */
  private static boolean serves(Flight flight, long version) {
    return flight.version == version || flight.version == 0;
  }

  private void start(Flight flight, boolean here) {
    airborne.add(flight);
    try {
      if (stopped) {
        throw new IllegalStateException("The cache is closed");
      }
      if (here) {
        flight.run();
        return;
      }
      settings
          .loadTimeout()
          .ifPresent(timeout -> flight.timer(time.after(timeout, () -> timeOut(flight))));
      threads.execute(flight);
    } catch (RejectedExecutionException e) {
      flight.end(
          Answer.failed(
              new CacheLoaderException(
                  "Too many loads of cache '%s' are waiting for a thread: its CacheLoader is too slow for what is asked of it"
                      .formatted(cacheName),
                  e)));
    } catch (IllegalStateException e) {
      flight.end(Answer.failed(e));
    }
  }

  private void timeOut(Flight flight) {
    if (flight.answer(Answer.TIMED_OUT)) {
      counters.timedOutLoads.increment();
      health.late(settings.loadTimeout().orElse(Duration.ZERO));
    }
  }

  private Answer load(KeyRef key, long version, boolean refresh, Asking asked) {
    if (version == 0) {
      return shared(claimedLoad(key.key, asked));
    }
    Current seen = lookup.current(key, lookup.needsOldValues() ? Needs.VALUE : Needs.PRESENCE);
    if (seen == null || seen.version != version) {
      return Answer.SKIPPED;
    }
    // The load before may have failed since it was looked whether to begin this one.
    if (backsOff(key) && (refresh || staleAfterError(key, asked) != null)) {
      return Answer.SKIPPED;
    }
    Renewals.Renewal renewal = renewals.renew(key, seen, () -> origin.load(key.key));
    if (!renewal.applied()) {
      return shared(newer(key, renewal.value()));
    }
    if (refresh) {
      counters.refreshes.increment();
    }
    return shared(renewal.value());
  }

  /** What was written during a load, which is void then; else what was loaded. */
  private @Nullable Object newer(KeyRef key, @Nullable Object loaded) {
    Current current = lookup.current(key, Needs.VALUE);
    return current == null || current.expiredAt(time.millis()) ? loaded : current.value(values);
  }

  private Answer shared(@Nullable Object value) {
    return Answer.loaded(value == null ? null : values.toStored(value));
  }

  private void land(KeyRef key, Flight flight) {
    flights.remove(key, flight);
  }

  /** Counts what came of a load. */
  private void settle(Flight flight, Answer answer) {
    airborne.remove(flight);
    Throwable failure = answer.failure();
    if (stopped) {
      return;
    }
    if (failure != null) {
      (flight.refresh ? counters.failedRefreshes : counters.failedLoads).increment();
      health.failed(failure);
    } else if (answer.kind() == Flight.Kind.LOADED && !flight.isLate()) {
      health.well();
    }
  }

  // ---------------------------------------------------------------- stale values

  private @Nullable Current staleAfterError(KeyRef key, Asking asking) {
    return staleIfError == 0 ? null : stale(key, staleIfError, asking);
  }

  private @Nullable Current stale(KeyRef key, long graceMillis, Asking asking) {
    Current stale = lookup.stale(key, Needs.VALUE, asking);
    return stale != null && time.millis() - stale.deadline <= graceMillis ? stale : null;
  }

  private Object serve(Current stale) {
    counters.staleServed.increment();
    served.accept(stale);
    Object value = stale.value(values);
    if (value == null) {
      throw new IllegalStateException("A stale entry was found without its value");
    }
    return value;
  }

  // ---------------------------------------------------------------- failures

  private boolean backsOff(KeyRef key) {
    if (backOffs.isEmpty() && backOffOfAll == 0) {
      return false;
    }
    long now = time.nanos();
    Long until = backOffs.get(key);
    return (until != null && until - now > 0) || (backOffOfAll != 0 && backOffOfAll - now > 0);
  }

  private void backOff(KeyRef key) {
    long now = time.nanos();
    long until = now + BACK_OFF.toNanos();
    if (backOffs.size() >= MOST_FAILING_KEYS) {
      backOffs.values().removeIf(passed -> passed - now <= 0);
    }
    if (backOffs.size() >= MOST_FAILING_KEYS) {
      backOffOfAll = until | 1;
    } else {
      backOffs.put(key, until);
    }
  }

  /** Begins no more loads, and lets those go who wait for one. */
  void stop() {
    stopped = true;
    for (Flight flight : airborne) {
      flight.answer(Answer.failed(new IllegalStateException("The cache is closed")));
    }
  }
}
