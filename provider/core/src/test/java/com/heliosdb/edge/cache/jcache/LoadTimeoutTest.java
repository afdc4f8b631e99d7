package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.jcache.CacheSpec.Copies;
import com.heliosdb.edge.cache.jcache.CacheSpec.Expiry;
import com.heliosdb.edge.cache.jcache.CacheSpec.Layout;
import com.heliosdb.edge.cache.management.LoadingStatistics;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import javax.cache.CacheException;
import javax.cache.integration.CacheLoaderException;

/** Readers and loads that are under way at the same time. */
class LoadTimeoutTest {
  private static final int READERS = 1_000;
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  private final SpecOrigin origin = new SpecOrigin();
  private final AtomicInteger loads = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);

  private EdgeCache<String, Object> cache(SpecCache spec, String... settings) {
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    configuration.setReadThrough(true).setCacheLoaderFactory(() -> origin);
    for (int i = 0; i < settings.length; i += 2) {
      configuration.set(settings[i], settings[i + 1]);
    }
    origin.onLoad = key -> spec.value(key + loads.incrementAndGet());
    return spec.create(configuration);
  }

  /** From now on loads do not end before the test lets them. */
  private void hang(SpecCache spec) {
    origin.onLoad =
        key -> {
          int number = loads.incrementAndGet();
          Together.await(release);
          return spec.value(key + number);
        };
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  /** A thread that does one thing. */
  private static final class Reader<T> {
    final FutureTask<T> task;
    final Thread thread;

    Reader(Callable<T> reads) {
      task = new FutureTask<>(reads);
      thread = new Thread(task, "reader");
      thread.start();
    }

    void awaitWaiting() {
      await(() -> thread.getState() == Thread.State.WAITING);
    }

    T result() throws Exception {
      try {
        return task.get(30, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw (Exception) e.getCause();
      }
    }
  }

  /** A reader that waits for a load that has begun. */
  private Reader<Object> waiting(EdgeCache<String, Object> cache, int loadsBegun) {
    Reader<Object> reader = new Reader<>(() -> cache.get("k"));
    await(() -> loads.get() == loadsBegun);
    reader.awaitWaiting();
    return reader;
  }

  private static LoadingStatistics statistics(EdgeCache<String, Object> cache) {
    return cache.tierStatistics().loading();
  }

  // ---------------------------------------------------------------- one load for all

  private void assertOneLoad(SpecCache spec, String... settings) throws Exception {
    EdgeCache<String, Object> cache = cache(spec, settings);
    AtomicInteger begun = new AtomicInteger();
    origin.onLoad =
        key -> {
          int number = loads.incrementAndGet();
          await(() -> begun.get() == READERS);
          return spec.value(key + number);
        };
    Together.run(
        READERS,
        thread -> {
          begun.incrementAndGet();
          assertThat(cache.get("cold")).isEqualTo(spec.value("cold1"));
        });
    assertThat(loads).hasValue(1);
  }

  @CacheSpec(layouts = {Layout.HEAP, Layout.DISK})
  void a_thousand_readers_of_a_cold_key_cause_one_load(SpecCache spec) throws Exception {
    assertOneLoad(spec);
  }

  @CacheSpec(layouts = {Layout.HEAP, Layout.DISK})
  void with_a_timeout_too(SpecCache spec) throws Exception {
    assertOneLoad(spec, "loading.load-timeout", "500 ms");
  }

  @CacheSpec(
      layouts = {Layout.HEAP, Layout.DISK},
      expiry = Expiry.CREATED)
  void with_all_settings_too(SpecCache spec) throws Exception {
    assertOneLoad(
        spec,
        "loading.load-timeout",
        "500 ms",
        "loading.stale-if-error",
        "30 s",
        "loading.stale-while-revalidate",
        "10 s",
        "loading.refresh-after",
        "20 s");
  }

  @CacheSpec(
      layouts = {Layout.HEAP, Layout.DISK},
      expiry = Expiry.CREATED)
  void a_thousand_readers_share_a_failure_and_are_served_the_stale_value(SpecCache spec)
      throws Exception {
    EdgeCache<String, Object> cache = cache(spec, "loading.stale-if-error", "30 s");
    cache.get("k");
    spec.advance(SpecCache.LIFE);
    origin.onLoad =
        key -> {
          loads.incrementAndGet();
          throw new IllegalStateException("as planned");
        };
    Together.run(READERS, thread -> assertThat(cache.get("k")).isEqualTo(spec.value("k1")));
    assertThat(loads).hasValue(2);
    assertThat(statistics(cache).staleServed()).isEqualTo(READERS);
    cache.remove("k");
  }

  // ---------------------------------------------------------------- slow loads

  @CacheSpec(
      layouts = {Layout.HEAP, Layout.DISK, Layout.WARM},
      expiry = Expiry.CREATED)
  void a_slow_load_is_made_up_for_by_the_stale_value_and_its_result_is_used(SpecCache spec)
      throws Exception {
    EdgeCache<String, Object> cache =
        cache(spec, "loading.load-timeout", "500 ms", "loading.stale-if-error", "30 s");
    cache.get("k");
    spec.advance(SpecCache.LIFE);
    hang(spec);
    Reader<Object> reader = waiting(cache, 2);
    spec.advance(TIMEOUT.minusMillis(1));
    assertThat(reader.task.isDone()).isFalse();
    spec.advance(Duration.ofMillis(1));

    assertThat(reader.result()).isEqualTo(spec.value("k1"));
    assertThat(cache.get("k")).as("while it goes on").isEqualTo(spec.value("k1"));
    assertThat(statistics(cache)).isEqualTo(new LoadingStatistics(2, 0, 0, 0, 1));
    release.countDown();
    await(() -> cache.containsKey("k"));
    assertThat(cache.get("k")).isEqualTo(spec.value("k2"));
    assertThat(loads).hasValue(2);
  }

  @CacheSpec(layouts = {Layout.HEAP, Layout.DISK})
  void without_a_stale_value_a_slow_load_is_an_error_that_says_what_to_do(SpecCache spec)
      throws Exception {
    EdgeCache<String, Object> cache = cache(spec, "loading.load-timeout", "500 ms");
    hang(spec);
    Reader<Object> reader = waiting(cache, 1);
    spec.advance(TIMEOUT);

    assertThatThrownBy(reader::result)
        .isInstanceOf(CacheLoaderException.class)
        .hasMessageContaining("loading.load-timeout is 500 ms")
        .hasMessageContaining("key 'k' of cache 'spec'")
        .hasMessageContaining("raise loading.load-timeout")
        .hasMessageContaining("loading.stale-if-error");
    assertThatThrownBy(() -> cache.get("k"))
        .as("nobody waits as long again for the same load")
        .isInstanceOf(CacheLoaderException.class);
    release.countDown();
    await(() -> cache.containsKey("k"));
    assertThat(cache.get("k")).isEqualTo(spec.value("k1"));
    assertThat(loads).hasValue(1);
  }

  @CacheSpec(
      layouts = {Layout.HEAP, Layout.DISK},
      expiry = Expiry.CREATED)
  void many_keys_are_waited_for_no_longer(SpecCache spec) throws Exception {
    EdgeCache<String, Object> cache =
        cache(spec, "loading.load-timeout", "500 ms", "loading.stale-if-error", "30 s");
    cache.get("k");
    spec.advance(SpecCache.LIFE);
    hang(spec);
    Reader<Map<String, Object>> reader = new Reader<>(() -> cache.getAll(Set.of("k")));
    await(() -> loads.get() == 2);
    reader.awaitWaiting();
    spec.advance(TIMEOUT);

    assertThat(reader.result()).isEqualTo(Map.of("k", spec.value("k1")));
    release.countDown();
    await(() -> cache.containsKey("k"));
    assertThat(cache.get("k")).isEqualTo(spec.value("k2"));
  }

  @CacheSpec(layouts = Layout.HEAP)
  void what_is_put_during_a_slow_load_stays(SpecCache spec) throws Exception {
    EdgeCache<String, Object> cache =
        cache(spec, "loading.load-timeout", "500 ms", "loading.refresh-after", "10 s");
    cache.get("k");
    spec.advance(Duration.ofSeconds(11));
    hang(spec);
    cache.get("k");
    await(() -> loads.get() == 2);
    spec.advance(TIMEOUT);
    cache.put("k", spec.value("mine"));
    release.countDown();
    await(() -> statistics(cache).timedOutLoads() == 1);

    assertThat(cache.get("k")).isEqualTo(spec.value("mine"));
    assertThat(statistics(cache).refreshes()).isZero();
  }

  @CacheSpec(
      layouts = {Layout.HEAP, Layout.DISK},
      copies = Copies.MUTABLE)
  void readers_who_share_a_load_share_no_object(SpecCache spec) throws Exception {
    EdgeCache<String, Object> cache = cache(spec, "loading.load-timeout", "500 ms");
    hang(spec);
    Reader<Object> first = waiting(cache, 1);
    Reader<Object> second = waiting(cache, 1);
    release.countDown();

    assertThat(first.result()).isEqualTo(spec.value("k1")).isNotSameAs(second.result());
  }

  // ---------------------------------------------------------------- interrupts, circles, the end

  @CacheSpec(layouts = Layout.HEAP)
  void an_interrupted_reader_fails_and_stays_interrupted(SpecCache spec) throws Exception {
    EdgeCache<String, Object> cache = cache(spec, "loading.load-timeout", "500 ms");
    hang(spec);
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Reader<Object> reader =
        new Reader<>(
            () -> {
              try {
                return cache.get("k");
              } finally {
                interrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    await(() -> loads.get() == 1);
    reader.awaitWaiting();
    reader.thread.interrupt();

    assertThatThrownBy(reader::result)
        .isInstanceOf(CacheLoaderException.class)
        .hasMessageContaining("Interrupted")
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(interrupted).hasValue(true);
    release.countDown();
    await(() -> cache.containsKey("k"));
  }

  @CacheSpec(layouts = Layout.HEAP, expiry = Expiry.CREATED)
  void loads_that_need_each_other_end_in_an_error_and_not_in_a_deadlock(SpecCache spec)
      throws Exception {
    for (String timeout : new String[] {"off", "500 ms"}) {
      EdgeCache<String, Object> cache =
          cache(spec, "loading.load-timeout", timeout, "loading.stale-if-error", "30 s");
      cache.put("a", spec.value("a"));
      cache.put("b", spec.value("b"));
      spec.advance(SpecCache.LIFE.plusSeconds(31));
      origin.onLoad = key -> cache.get(key.equals("a") ? "b" : "a");
      Together.run(
          2,
          thread ->
              assertThatThrownBy(() -> cache.get(thread == 0 ? "a" : "b"))
                  .isInstanceOf(CacheException.class));
      spec.manager().destroyCache("spec");
    }
  }

  @CacheSpec(layouts = {Layout.HEAP, Layout.DISK})
  void a_load_that_hangs_holds_up_neither_scans_nor_the_end(SpecCache spec) throws Exception {
    EdgeCache<String, Object> cache = cache(spec, "loading.load-timeout", "500 ms");
    CountDownLatch interrupted = new CountDownLatch(1);
    origin.onLoad =
        key -> {
          loads.incrementAndGet();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return spec.value("late");
        };
    Reader<Object> reader = waiting(cache, 1);
    cache.put("other", spec.value("other"));
    assertThat(cache.demoteColdEntries()).isNotNegative();

    cache.close();

    assertThatThrownBy(reader::result).isInstanceOf(IllegalStateException.class);
    Together.await(interrupted);
  }
}
