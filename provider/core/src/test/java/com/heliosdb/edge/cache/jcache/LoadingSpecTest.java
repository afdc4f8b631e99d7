package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.jcache.CacheSpec.Copies;
import com.heliosdb.edge.cache.jcache.CacheSpec.Expiry;
import com.heliosdb.edge.cache.jcache.CacheSpec.Layout;
import com.heliosdb.edge.cache.management.LoadingStatistics;
import com.heliosdb.edge.cache.testing.CapturedLog;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import javax.cache.integration.CacheLoaderException;

/** Stale values and loads ahead of demand, in all layouts, under a clock that the test moves. */
class LoadingSpecTest {
  private static final Duration LIFE = SpecCache.LIFE;
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  private final SpecOrigin origin = new SpecOrigin();
  private final AtomicInteger loads = new AtomicInteger();
  private final AtomicReference<Thread> loader = new AtomicReference<>();
  private volatile boolean fails;

  private EdgeCacheConfiguration<String, Object> configuration(SpecCache spec, String... settings) {
    origin.onLoad =
        key -> {
          loader.set(Thread.currentThread());
          int number = loads.incrementAndGet();
          if (fails) {
            throw new IllegalStateException("as planned");
          }
          return spec.value(key + number);
        };
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    configuration.setReadThrough(true).setCacheLoaderFactory(() -> origin);
    for (int i = 0; i < settings.length; i += 2) {
      configuration.set(settings[i], settings[i + 1]);
    }
    return configuration;
  }

  private EdgeCache<String, Object> cache(SpecCache spec, String... settings) {
    return spec.create(configuration(spec, settings));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static LoadingStatistics statistics(EdgeCache<String, Object> cache) {
    return cache.tierStatistics().loading();
  }

  private static void awaitRefreshes(EdgeCache<String, Object> cache, int number) {
    await(() -> statistics(cache).refreshes() == number);
  }

  /** Waits until the last load of the background is over, with all that follows it. */
  private void awaitIdle() {
    await(
        () -> {
          for (StackTraceElement at : loader.get().getStackTrace()) {
            if (at.getMethodName().equals("getTask")) {
              return true;
            }
          }
          return !loader.get().isAlive();
        });
  }

  // ---------------------------------------------------------------- stale-while-revalidate

  @CacheSpec(expiry = {Expiry.CREATED, Expiry.TOUCHED, Expiry.USER})
  void a_stale_value_is_served_while_it_is_loaded_anew(SpecCache spec) {
    EdgeCache<String, Object> cache = cache(spec, "loading.stale-while-revalidate", "30 s");
    assertThat(cache.get("k")).isEqualTo(spec.value("k1"));

    spec.advance(LIFE);
    assertThat(cache.get("k")).isEqualTo(spec.value("k1"));
    awaitRefreshes(cache, 1);
    assertThat(cache.get("k")).isEqualTo(spec.value("k2"));

    spec.advance(LIFE.plus(GRACE));
    assertThat(cache.get("k")).as("at the end of the grace").isEqualTo(spec.value("k2"));
    awaitRefreshes(cache, 2);
    assertThat(cache.get("k")).isEqualTo(spec.value("k3"));

    spec.advance(LIFE.plus(GRACE).plus(MILLI));
    assertThat(cache.get("k")).as("a millisecond later").isEqualTo(spec.value("k4"));
    assertThat(statistics(cache)).isEqualTo(new LoadingStatistics(2, 2, 0, 0, 0));
  }

  @CacheSpec(expiry = Expiry.CREATED)
  void to_every_other_operation_a_stale_entry_has_expired(SpecCache spec) {
    EdgeCache<String, Object> cache =
        cache(spec, "loading.stale-while-revalidate", "1 h", "loading.stale-if-error", "1 h");
    Object other = spec.value("other");
    for (String key : new String[] {"a", "b", "c", "d", "e", "f"}) {
      cache.get(key);
    }
    spec.advance(LIFE);

    assertThat(cache.containsKey("a")).isFalse();
    assertThat(cache.tierOf("a")).isEmpty();
    assertThat(cache.explain("a").tier()).isEmpty();
    assertThat(cache.iterator().hasNext()).isFalse();
    assertThat(cache.replace("a", other)).isFalse();
    assertThat(cache.replace("a", spec.value("a1"), other)).isFalse();
    assertThat(cache.getAndReplace("a", other)).isNull();
    assertThat(cache.remove("a", spec.value("a1"))).isFalse();
    assertThat(cache.<Boolean>invoke("a", (entry, arguments) -> entry.exists())).isFalse();
    assertThat(cache.putIfAbsent("a", other)).isTrue();
    assertThat(cache.getAndPut("b", other)).isNull();
    assertThat(cache.get("b")).isEqualTo(other);
    assertThat(cache.getAndRemove("c")).isNull();
    assertThat(cache.remove("d")).isFalse();
    assertThat(cache.get("c")).as("gone for good").isEqualTo(spec.value("c7"));
    assertThat(cache.get("d")).isEqualTo(spec.value("d8"));
    cache.removeAll();
    assertThat(cache.get("e")).isEqualTo(spec.value("e9"));
    assertThat(cache.getAll(Set.of("f"))).isEqualTo(Map.of("f", spec.value("f10")));
    assertThat(statistics(cache).staleServed()).isZero();
  }

  @CacheSpec(expiry = Expiry.MODIFIED)
  void an_entry_expires_once_when_it_is_replaced_or_its_grace_is_over(SpecCache spec) {
    EdgeCache<String, Object> cache = cache(spec, "loading.stale-while-revalidate", "30 s");
    Heard heard = new Heard();
    cache.registerCacheEntryListener(heard.synchronously());
    cache.get("k");
    assertThat(heard.take()).containsExactly("CREATED k null>k1");

    spec.advance(LIFE);
    cache.demoteColdEntries();
    cache.get("k");
    awaitRefreshes(cache, 1);
    awaitIdle();
    assertThat(heard.take()).containsExactly("EXPIRED k k1>null", "CREATED k null>k2");

    spec.advance(LIFE);
    cache.put("k", spec.value("mine"));
    assertThat(heard.take()).containsExactly("EXPIRED k k2>null", "CREATED k null>mine");

    spec.advance(LIFE.plus(GRACE));
    cache.demoteColdEntries();
    assertThat(heard.take()).isEmpty();
    spec.advance(MILLI);
    cache.demoteColdEntries();
    cache.demoteColdEntries();
    assertThat(heard.take()).containsExactly("EXPIRED k mine>null");
  }

  @CacheSpec(expiry = Expiry.CREATED)
  void what_the_origin_does_not_know_any_more_is_not_served_again(SpecCache spec) {
    EdgeCache<String, Object> cache = cache(spec, "loading.stale-while-revalidate", "30 s");
    cache.get("k");
    spec.advance(LIFE);
    origin.onLoad =
        key -> {
          loader.set(Thread.currentThread());
          return null;
        };

    assertThat(cache.get("k")).isEqualTo(spec.value("k1"));
    awaitRefreshes(cache, 1);
    awaitIdle();

    assertThat(cache.get("k")).isNull();
  }

  @CacheSpec(
      layouts = {Layout.DISK, Layout.WARM, Layout.ADAPTIVE, Layout.DISK_REGION},
      copies = Copies.MUTABLE,
      expiry = {Expiry.CREATED, Expiry.TOUCHED})
  void a_stale_value_survives_a_restart(SpecCache spec) {
    EdgeCache<String, Object> cache = cache(spec, "loading.stale-while-revalidate", "30 s");
    cache.get("k");
    spec.advance(LIFE);
    cache = spec.restart();

    assertThat(cache.containsKey("k")).isFalse();
    assertThat(cache.get("k")).isEqualTo(spec.value("k1"));
    awaitRefreshes(cache, 1);
    assertThat(cache.get("k")).isEqualTo(spec.value("k2"));
  }

  @CacheSpec(expiry = Expiry.CREATED)
  void many_are_served_at_once(SpecCache spec) {
    EdgeCache<String, Object> cache = cache(spec, "loading.stale-while-revalidate", "30 s");
    cache.get("a");
    cache.get("b");
    spec.advance(LIFE);

    assertThat(cache.getAll(Set.of("a", "b")))
        .isEqualTo(Map.of("a", spec.value("a1"), "b", spec.value("b2")));
    awaitRefreshes(cache, 2);
    awaitIdle();
  }

  // ---------------------------------------------------------------- stale-if-error

  @CacheSpec(expiry = {Expiry.CREATED, Expiry.TOUCHED})
  void a_stale_value_is_served_instead_of_a_failure(SpecCache spec) {
    spec.diskNeedNotHoldWhatTheHeapHolds();
    EdgeCache<String, Object> cache = cache(spec, "loading.stale-if-error", "30 s");
    cache.get("k");
    fails = true;

    spec.advance(LIFE);
    assertThat(cache.get("k")).isEqualTo(spec.value("k1"));
    spec.advance(GRACE);
    assertThat(cache.get("k")).as("at the end of the grace").isEqualTo(spec.value("k1"));
    spec.advance(MILLI);
    assertThatThrownBy(() -> cache.get("k"))
        .as("a millisecond later")
        .isInstanceOf(CacheLoaderException.class)
        .hasRootCauseMessage("as planned");
    assertThat(statistics(cache)).isEqualTo(new LoadingStatistics(2, 0, 0, 3, 0));

    fails = false;
    assertThat(cache.get("k")).isEqualTo(spec.value("k5"));
  }

  @CacheSpec(expiry = Expiry.CREATED)
  void a_load_that_failed_is_not_tried_for_each_read(SpecCache spec) {
    EdgeCache<String, Object> cache = cache(spec, "loading.stale-if-error", "1 h");
    cache.get("k");
    spec.advance(LIFE);
    fails = true;
    for (int i = 0; i < 100; i++) {
      assertThat(cache.get("k")).isEqualTo(spec.value("k1"));
      assertThat(cache.getAll(Set.of("k"))).isEqualTo(Map.of("k", spec.value("k1")));
    }
    assertThat(loads).hasValue(2);

    spec.advance(BACK_OFF.minus(MILLI));
    cache.get("k");
    assertThat(loads).hasValue(2);
    spec.advance(MILLI);
    cache.get("k");
    assertThat(loads).hasValue(3);

    fails = false;
    spec.advance(BACK_OFF);
    assertThat(cache.get("k")).isEqualTo(spec.value("k4"));
  }

  @CacheSpec(expiry = Expiry.CREATED)
  void of_many_all_are_served_stale_or_none(SpecCache spec) {
    spec.diskNeedNotHoldWhatTheHeapHolds();
    EdgeCache<String, Object> cache = cache(spec, "loading.stale-if-error", "1 h");
    cache.get("a");
    cache.get("b");
    spec.advance(LIFE);
    fails = true;

    assertThat(cache.getAll(Set.of("a", "b")))
        .isEqualTo(Map.of("a", spec.value("a1"), "b", spec.value("b2")));
    assertThatThrownBy(() -> cache.getAll(Set.of("a", "none")))
        .isInstanceOf(CacheLoaderException.class);
  }

  // ---------------------------------------------------------------- refresh-after

  @CacheSpec(expiry = {Expiry.ETERNAL, Expiry.CREATED, Expiry.TOUCHED})
  void an_old_entry_is_loaded_anew_once(SpecCache spec) {
    EdgeCache<String, Object> cache = cache(spec, "loading.refresh-after", "10 s");
    cache.get("k");
    spec.advance(Duration.ofSeconds(10));
    cache.get("k");
    assertThat(loads).hasValue(1);

    spec.advance(MILLI);
    CountDownLatch release = new CountDownLatch(1);
    origin.onLoad =
        key -> {
          loads.incrementAndGet();
          Together.await(release);
          return spec.value("anew");
        };
    for (int i = 0; i < 100; i++) {
      assertThat(cache.get("k")).isEqualTo(spec.value("k1"));
    }
    release.countDown();
    awaitRefreshes(cache, 1);

    assertThat(cache.get("k")).isEqualTo(spec.value("anew"));
    assertThat(loads).hasValue(2);
    assertThat(cache.explain("k").age()).isZero();
  }

  @CacheSpec(expiry = Expiry.CREATED)
  void the_age_of_a_put_counts_to_the_millisecond(SpecCache spec) {
    EdgeCache<String, Object> cache = cache(spec, "loading.refresh-after", "10 s");
    spec.advance(Duration.ofMillis(700));
    cache.put("k", spec.value("mine"));
    spec.advance(Duration.ofSeconds(10));
    cache.get("k");
    assertThat(loads).hasValue(0);
    spec.advance(MILLI);
    assertThat(cache.get("k")).isEqualTo(spec.value("mine"));
    awaitRefreshes(cache, 1);
    assertThat(cache.get("k")).isEqualTo(spec.value("k1"));
  }

  @CacheSpec(expiry = {Expiry.ETERNAL, Expiry.CREATED})
  void what_is_written_during_a_load_stays_and_does_not_wait_for_it(SpecCache spec) {
    EdgeCache<String, Object> cache =
        cache(spec, "loading.refresh-after", "10 s", "loading.stale-while-revalidate", "1 h");
    for (String key : new String[] {"put", "removed"}) {
      cache.get(key);
    }
    spec.advance(Duration.ofSeconds(11));
    for (String key : new String[] {"put", "removed"}) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      origin.onLoad =
          loaded -> {
            loader.set(Thread.currentThread());
            begun.countDown();
            Together.await(release);
            return spec.value("void");
          };
      cache.get(key);
      Together.await(begun);
      if (key.equals("put")) {
        cache.put(key, spec.value("mine"));
      } else {
        assertThat(cache.remove(key)).isTrue();
      }
      release.countDown();
      awaitIdle();
    }

    assertThat(cache.get("put")).isEqualTo(spec.value("mine"));
    assertThat(cache.containsKey("removed")).isFalse();
    assertThat(statistics(cache).refreshes()).isZero();
  }

  @CacheSpec(expiry = Expiry.CREATED)
  void a_failure_in_the_background_reaches_no_reader_and_starts_no_storm(SpecCache spec) {
    EdgeCache<String, Object> cache =
        cache(spec, "loading.refresh-after", "10 s", "loading.stale-while-revalidate", "1 h");
    cache.get("k");
    fails = true;
    try (CapturedLog log = new CapturedLog()) {
      spec.advance(Duration.ofSeconds(11));
      assertThat(cache.get("k")).isEqualTo(spec.value("k1"));
      await(() -> statistics(cache).failedRefreshes() == 1);
      for (int i = 0; i < 100; i++) {
        assertThat(cache.get("k")).isEqualTo(spec.value("k1"));
      }
      assertThat(loads).hasValue(2);
      spec.advance(LIFE);
      assertThat(cache.get("k")).as("stale by now").isEqualTo(spec.value("k1"));
      await(() -> statistics(cache).failedRefreshes() == 2);
      assertThat(log.warnings()).hasSize(1);
      assertThat(log.warnings().get(0)).contains("Loading for cache 'spec' fails");
      fails = false;
      spec.advance(BACK_OFF);
      cache.get("k");
      awaitRefreshes(cache, 1);
      awaitIdle();
      assertThat(log.infos()).contains("Loading for cache 'spec' goes well again");
    }
  }
}
