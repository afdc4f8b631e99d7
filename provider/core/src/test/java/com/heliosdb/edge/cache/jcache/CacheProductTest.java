package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierMoveListener;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.TierStatistics;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.processor.EntryProcessorException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the TCK leaves open, over the product of layouts, copy modes and expiry. After each test the
 * statistics have to add up and nothing may be left running.
 */
@Timeout(60)
class CacheProductTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path directory;
  private final ManualTimeSource time = new ManualTimeSource();
  private final EdgeCachingProvider provider = new EdgeCachingProvider(() -> time);
  private final List<EdgeCache<?, ?>> caches = new ArrayList<>();

  /** Where entries are. */
  enum Layout {
    HEAP,
    HEAP_AND_DISK
  }

  /** How values are kept. */
  enum Copy {
    REFERENCE,
    IMMUTABLE,
    ENCODED
  }

  /** When entries expire. */
  enum Expiry {
    ETERNAL,
    CREATED,
    TOUCHED
  }

  record Variant(Layout layout, Copy copy, Expiry expiry) {}

  static Stream<Variant> variants() {
    return Stream.of(Layout.values())
        .flatMap(
            layout ->
                Stream.of(Copy.values())
                    .filter(copy -> layout == Layout.HEAP || copy != Copy.REFERENCE)
                    .flatMap(
                        copy ->
                            Stream.of(Expiry.values())
                                .map(expiry -> new Variant(layout, copy, expiry))));
  }

  @AfterEach
  void everythingAddsUpAndNothingIsLeftRunning() {
    for (EdgeCache<?, ?> cache : caches) {
      if (!cache.isClosed()) {
        checkAlgebra(cache.tierStatistics());
      }
    }
    provider.close();
    assertThat(time.isClosed()).isTrue();
    assertThat(time.schedules()).isZero();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("edge-cache-recovery"));
  }

  private static void checkAlgebra(EdgeCacheStatistics all) {
    TierStatistics heap = all.tiers().get(Tier.HEAP);
    TierStatistics disk = all.tiers().get(Tier.DISK);
    if (disk == null) {
      assertThat(all.hits()).isEqualTo(heap.hits());
      assertThat(all.misses()).isEqualTo(heap.misses());
    } else {
      assertThat(disk.hits() + disk.misses()).isEqualTo(heap.misses());
      assertThat(all.hits()).isEqualTo(heap.hits() + disk.hits());
      assertThat(all.misses()).isEqualTo(disk.misses());
      assertThat(disk.faults()).isZero();
      assertThat(disk.entries())
          .as("the disk holds what the heap holds")
          .isGreaterThanOrEqualTo(heap.entries());
    }
  }

  private static Factory<ExpiryPolicy> policy(Expiry expiry) {
    javax.cache.expiry.Duration minute = new javax.cache.expiry.Duration(TimeUnit.MINUTES, 1);
    return switch (expiry) {
      case ETERNAL -> EternalExpiryPolicy.factoryOf();
      case CREATED -> CreatedExpiryPolicy.factoryOf(minute);
      case TOUCHED -> TouchedExpiryPolicy.factoryOf(minute);
    };
  }

  private EdgeCacheConfiguration<String, Object> configuration(Variant variant) {
    EdgeCacheConfiguration<String, Object> configuration = new EdgeCacheConfiguration<>();
    configuration
        .setTypes(String.class, Object.class)
        .setStoreByValue(variant.copy != Copy.REFERENCE)
        .setStatisticsEnabled(true)
        .setExpiryPolicyFactory(policy(variant.expiry));
    if (variant.layout == Layout.HEAP_AND_DISK) {
      configuration.setDiskPath(directory).set("disk.min-free", "0 B");
    } else {
      configuration.setDiskEnabled(false);
    }
    return configuration;
  }

  private EdgeCache<String, Object> create(Variant variant) {
    return create(configuration(variant));
  }

  private EdgeCache<String, Object> create(EdgeCacheConfiguration<String, Object> configuration) {
    EdgeCache<String, Object> cache = open("product-" + caches.size(), configuration);
    caches.add(cache);
    return cache;
  }

  @SuppressWarnings("unchecked") // the specification's unwrap knows no type parameters
  private EdgeCache<String, Object> open(
      String name, EdgeCacheConfiguration<String, Object> configuration) {
    return provider.getCacheManager().createCache(name, configuration).unwrap(EdgeCache.class);
  }

  private static Object value(Variant variant, String text) {
    return variant.copy == Copy.IMMUTABLE ? text : new ArrayList<>(List.of(text));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void every_operation_says_what_it_found_and_leaves_what_it_should(Variant variant) {
    EdgeCache<String, Object> cache = create(variant);
    Object a = value(variant, "a");
    Object b = value(variant, "b");
    assertThat(cache.get("k")).isNull();
    assertThat(cache.putIfAbsent("k", a)).isTrue();
    assertThat(cache.putIfAbsent("k", b)).isFalse();
    assertThat(cache.get("k")).isEqualTo(a);
    assertThat(cache.replace("k", b, a)).isFalse();
    assertThat(cache.replace("k", a, b)).isTrue();
    assertThat(cache.getAndPut("k", a)).isEqualTo(b);
    assertThat(cache.getAndReplace("k", b)).isEqualTo(a);
    assertThat(cache.remove("k", a)).isFalse();
    assertThat(cache.remove("k", b)).isTrue();
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(cache.replace("k", a)).isFalse();
    assertThat(cache.getAndRemove("k")).isNull();
    cache.putAll(Map.of("x", a, "y", b));
    assertThat(cache.getAll(Set.of("x", "y", "z"))).isEqualTo(Map.of("x", a, "y", b));
    cache.removeAll(Set.of("x"));
    assertThat(cache).extracting(Cache.Entry::getKey).containsExactly("y");
    cache.clear();
    assertThat(cache.iterator().hasNext()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void a_value_is_shared_by_reference_only(Variant variant) {
    EdgeCache<String, Object> cache = create(variant);
    List<String> value = new ArrayList<>(List.of("a"));
    cache.put("k", value);
    value.add("b");
    List<?> read = (List<?>) cache.get("k");
    if (variant.copy == Copy.REFERENCE) {
      assertThat(read).isSameAs(value);
    } else {
      assertThat(read).isEqualTo(List.of("a"));
      read.clear();
      assertThat(cache.get("k")).isEqualTo(List.of("a"));
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void entries_expire_by_their_policy_in_whatever_tier_and_are_reported_once(Variant variant) {
    EdgeCache<String, Object> cache = create(variant);
    List<String> expired = new CopyOnWriteArrayList<>();
    CacheEntryExpiredListener<String, Object> listener =
        events -> events.forEach(event -> expired.add(event.getKey()));
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true));
    cache.put("read", value(variant, "r"));
    cache.put("left", value(variant, "l"));
    for (int i = 0; i < 6; i++) {
      cache.get("read");
    }
    time.advance(Duration.ofSeconds(40));
    assertThat(cache.get("read")).isNotNull();
    time.advance(Duration.ofSeconds(40));
    boolean readLives = variant.expiry != Expiry.CREATED;
    boolean leftLives = variant.expiry == Expiry.ETERNAL;
    assertThat(cache.get("read") != null).isEqualTo(readLives);
    assertThat(cache.get("left") != null).isEqualTo(leftLives);
    cache.get("read");
    cache.get("left");
    cache.demoteColdEntries();
    assertThat(expired)
        .containsExactlyInAnyOrderElementsOf(
            leftLives ? List.of() : readLives ? List.of("left") : List.of("read", "left"));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void a_time_to_live_of_its_own_outranks_the_policy_until_the_next_write(Variant variant) {
    EdgeCache<String, Object> cache = create(variant);
    cache.put("short", value(variant, "s"), Duration.ofSeconds(10));
    cache.put("ever", value(variant, "e"), null);
    cache.put("gone", value(variant, "g"));
    cache.put("gone", value(variant, "g"), Duration.ZERO);
    assertThat(cache.containsKey("gone")).isFalse();
    for (int i = 0; i < 6; i++) {
      cache.get("short");
      cache.get("ever");
    }
    assertThat(cache.explain("short").timeToExpiry()).hasValue(Duration.ofSeconds(10));
    assertThat(cache.explain("ever").timeToExpiry()).isEmpty();
    time.advance(Duration.ofSeconds(11));
    assertThat(cache.get("short")).isNull();
    time.advance(Duration.ofHours(1));
    assertThat(cache.get("ever")).isNotNull();
    cache.put("short", value(variant, "s"), Duration.ofSeconds(10));
    cache.put("short", value(variant, "t"));
    time.advance(Duration.ofSeconds(30));
    // What the policy says of updates counts again; "unchanged" leaves the deadline where it was.
    assertThat(cache.get("short"))
        .isEqualTo(variant.expiry == Expiry.TOUCHED ? value(variant, "t") : null);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void a_processor_has_its_net_effect_only(Variant variant) {
    EdgeCache<String, Object> cache = create(variant);
    Object a = value(variant, "a");
    cache.invoke(
        "k",
        (entry, arguments) -> {
          entry.setValue(a);
          entry.remove();
          return null;
        });
    assertThat(cache.containsKey("k")).isFalse();
    cache.put("k", a);
    cache.invoke(
        "k",
        (entry, arguments) -> {
          entry.remove();
          assertThat(entry.exists()).isFalse();
          entry.setValue(value(variant, "b"));
          return null;
        });
    assertThat(cache.get("k")).isEqualTo(value(variant, "b"));
    assertThatThrownBy(
            () ->
                cache.invoke(
                    "k",
                    (entry, arguments) -> {
                      entry.remove();
                      throw new IllegalStateException("no");
                    }))
        .isInstanceOf(EntryProcessorException.class)
        .hasMessageContaining("'k'");
    assertThat(cache.get("k")).isEqualTo(value(variant, "b"));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void an_iterator_survives_changes_and_ends_with_the_cache(Variant variant) {
    EdgeCache<String, Object> cache = create(variant);
    for (int i = 0; i < 100; i++) {
      cache.put("k" + i, value(variant, "v" + i));
    }
    Iterator<Cache.Entry<String, Object>> iterator = cache.iterator();
    Map<String, Object> met = new HashMap<>();
    while (iterator.hasNext()) {
      Cache.Entry<String, Object> entry = iterator.next();
      assertThat(met.put(entry.getKey(), entry.getValue())).isNull();
      iterator.remove();
      assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
    }
    assertThat(met).hasSize(100);
    assertThat(cache.iterator().hasNext()).isFalse();
    cache.put("k", value(variant, "v"));
    Iterator<Cache.Entry<String, Object>> late = cache.iterator();
    cache.close();
    assertThatThrownBy(late::next).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.get("k")).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void one_get_is_one_hit_or_one_miss_from_many_threads(Variant variant) throws Exception {
    EdgeCache<String, Object> cache = create(variant);
    for (int i = 0; i < 50; i++) {
      cache.put("k" + i, value(variant, "v" + i));
    }
    int threads = 4;
    int gets = 2_000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      all.add(
          pool.submit(
              () -> {
                for (int i = 0; i < gets; i++) {
                  cache.get("k" + i % 100);
                }
              }));
    }
    for (Future<?> each : all) {
      each.get();
    }
    pool.shutdown();
    EdgeCacheStatistics statistics = cache.tierStatistics();
    assertThat(statistics.hits()).isEqualTo(threads * gets / 2);
    assertThat(statistics.misses()).isEqualTo(threads * gets / 2);
    checkAlgebra(statistics);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void a_listener_that_throws_changes_nothing_but_the_callers_luck(Variant variant) {
    EdgeCache<String, Object> cache = create(variant);
    cache.put("k", value(variant, "a"));
    CacheEntryUpdatedListener<String, Object> listener =
        events -> {
          throw new IllegalStateException("no");
        };
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, true));
    assertThatThrownBy(() -> cache.put("k", value(variant, "b")))
        .isInstanceOf(CacheEntryListenerException.class);
    assertThat(cache.get("k")).isEqualTo(value(variant, "b"));
  }

  // ---------------------------------------------------------------- user code behind the cache

  private EdgeCache<String, Object> loading(Variant variant, CacheLoader<String, Object> loader) {
    EdgeCacheConfiguration<String, Object> configuration = configuration(variant);
    configuration.setReadThrough(true).setCacheLoaderFactory(() -> loader);
    return create(configuration);
  }

  /** A loader of one value a key. */
  private interface Loader extends CacheLoader<String, Object> {
    @Override
    default Map<String, Object> loadAll(Iterable<? extends String> keys) {
      Map<String, Object> loaded = new HashMap<>();
      keys.forEach(key -> loaded.put(key, load(key)));
      return loaded;
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void many_readers_of_one_cold_key_cause_one_load(Variant variant) throws Exception {
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    Loader loader =
        key -> {
          loads.incrementAndGet();
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new CacheLoaderException(e);
          }
          return value(variant, key);
        };
    EdgeCache<String, Object> cache = loading(variant, loader);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    List<Future<Object>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(pool.submit(() -> cache.get("cold")));
    }
    release.countDown();
    for (Future<Object> each : all) {
      assertThat(each.get()).isEqualTo(value(variant, "cold"));
    }
    pool.shutdown();
    assertThat(loads).hasValue(1);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void a_loader_that_asks_for_its_own_key_is_told_so(Variant variant) {
    List<Cache<String, Object>> self = new ArrayList<>();
    Loader loader = key -> self.get(0).get(key);
    EdgeCache<String, Object> cache = loading(variant, loader);
    self.add(cache);
    assertThatThrownBy(() -> cache.get("own"))
        .isInstanceOf(CacheException.class)
        .hasStackTraceContaining("'own'")
        .hasStackTraceContaining("the same key");
    assertThat(cache.containsKey("own")).isFalse();
  }

  @Test
  void loaders_that_wait_for_each_other_fail_naming_the_keys_instead_of_hanging() throws Exception {
    Variant variant = new Variant(Layout.HEAP, Copy.IMMUTABLE, Expiry.ETERNAL);
    List<Cache<String, Object>> self = new ArrayList<>();
    CountDownLatch both = new CountDownLatch(2);
    Loader loader =
        key -> {
          both.countDown();
          try {
            both.await();
          } catch (InterruptedException e) {
            throw new CacheLoaderException(e);
          }
          return self.get(0).get(key.equals("a") ? "b" : "a");
        };
    EdgeCache<String, Object> cache = loading(variant, loader);
    self.add(cache);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    List<Future<Object>> all =
        List.of(pool.submit(() -> cache.get("a")), pool.submit(() -> cache.get("b")));
    int failed = 0;
    for (Future<Object> each : all) {
      try {
        each.get();
      } catch (java.util.concurrent.ExecutionException e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        failed += trace.toString().contains("circle") ? 1 : 0;
        assertThat(trace.toString()).contains("'a'");
      }
    }
    pool.shutdown();
    assertThat(failed).isPositive();
  }

  @Test
  void a_load_all_tells_its_listener_exactly_once() throws Exception {
    Variant variant = new Variant(Layout.HEAP_AND_DISK, Copy.IMMUTABLE, Expiry.ETERNAL);
    Loader loader =
        key -> {
          if (key.equals("bad")) {
            throw new IllegalStateException("no");
          }
          return "loaded-" + key;
        };
    EdgeCache<String, Object> cache = loading(variant, loader);
    CompletionListenerFuture good = new CompletionListenerFuture();
    cache.loadAll(Set.of("a", "b"), false, good);
    good.get(30, TimeUnit.SECONDS);
    assertThat(cache.get("a")).isEqualTo("loaded-a");
    CompletionListenerFuture bad = new CompletionListenerFuture();
    cache.loadAll(Set.of("c", "bad"), false, bad);
    assertThatThrownBy(() -> bad.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CacheLoaderException.class);
    assertThat(cache.containsKey("c")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void of_a_failed_batch_exactly_what_was_written_is_applied(Variant variant) {
    CacheWriter<String, Object> writer =
        new CacheWriter<>() {
          @Override
          public void write(Cache.Entry<? extends String, ?> entry) {
            throw new IllegalStateException("one by one is refused");
          }

          @Override
          public void writeAll(java.util.Collection<Cache.Entry<? extends String, ?>> entries) {
            entries.removeIf(entry -> entry.getKey().startsWith("good"));
            if (!entries.isEmpty()) {
              throw new CacheWriterException("left: " + entries.size());
            }
          }

          @Override
          public void delete(Object key) {
            throw new IllegalStateException("refused");
          }

          @Override
          public void deleteAll(java.util.Collection<?> keys) {
            keys.clear();
          }
        };
    EdgeCacheConfiguration<String, Object> configuration = configuration(variant);
    configuration.setWriteThrough(true).setCacheWriterFactory(() -> writer);
    EdgeCache<String, Object> cache = create(configuration);
    Object value = value(variant, "v");
    assertThatThrownBy(() -> cache.putAll(Map.of("good1", value, "bad", value, "good2", value)))
        .isInstanceOf(CacheWriterException.class);
    assertThat(cache).extracting(Cache.Entry::getKey).containsExactlyInAnyOrder("good1", "good2");
    assertThatThrownBy(() -> cache.put("k", value)).isInstanceOf(CacheWriterException.class);
    assertThat(cache.containsKey("k")).isFalse();
    assertThatThrownBy(() -> cache.remove("good1")).isInstanceOf(CacheWriterException.class);
    assertThat(cache.containsKey("good1")).isTrue();
    cache.removeAll();
    assertThat(cache.iterator().hasNext()).isFalse();
  }

  @Test
  void an_expiry_policy_that_throws_counts_as_none() {
    EdgeCacheConfiguration<String, Object> configuration =
        configuration(new Variant(Layout.HEAP_AND_DISK, Copy.IMMUTABLE, Expiry.ETERNAL));
    configuration.setExpiryPolicyFactory(() -> new ThrowingPolicy());
    EdgeCache<String, Object> cache = create(configuration);
    cache.put("k", "a");
    cache.put("k", "b");
    assertThat(cache.get("k")).isEqualTo("b");
    assertThat(cache.explain("k").timeToExpiry()).isEmpty();
  }

  private static final class ThrowingPolicy implements ExpiryPolicy {
    @Override
    public javax.cache.expiry.Duration getExpiryForCreation() {
      throw new IllegalStateException("no");
    }

    @Override
    public javax.cache.expiry.Duration getExpiryForAccess() {
      throw new IllegalStateException("no");
    }

    @Override
    public javax.cache.expiry.Duration getExpiryForUpdate() {
      throw new IllegalStateException("no");
    }
  }

  /** Cannot be serialized. */
  private static final class Opaque {}

  /** Holds something that cannot be serialized. */
  private record Holder(Object inner) implements Serializable {}

  @Test
  void a_value_that_cannot_be_serialized_is_named_and_leaves_what_was_there() {
    EdgeCache<String, Object> cache =
        create(new Variant(Layout.HEAP_AND_DISK, Copy.ENCODED, Expiry.ETERNAL));
    cache.put("k", "before");
    assertThatThrownBy(() -> cache.put("k", new Holder(new Opaque())))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(Opaque.class.getName());
    assertThat(cache.get("k")).isEqualTo("before");
    assertThatThrownBy(() -> cache.putIfAbsent("new", new Opaque()))
        .isInstanceOf(CacheException.class);
    assertThat(cache.containsKey("new")).isFalse();
  }

  // ---------------------------------------------------------------- tiers

  @Test
  void entries_move_up_by_use_and_down_when_idle_and_say_why() {
    EdgeCache<String, Object> cache =
        create(new Variant(Layout.HEAP_AND_DISK, Copy.IMMUTABLE, Expiry.ETERNAL));
    List<String> moves = new CopyOnWriteArrayList<>();
    TierMoveListener<String, Object> listener =
        event -> moves.add(event.key() + " " + event.reason() + " to " + event.tier());
    cache.registerTierListener(
        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true));
    cache.put("k", "v");
    assertThat(cache.tierOf("k")).hasValue(Tier.DISK);
    for (int i = 0; i < 4; i++) {
      cache.get("k");
    }
    assertThat(cache.tierOf("k")).hasValue(Tier.HEAP);
    assertThat(cache.explain("k").lastMove()).contains("promoted after 5 accesses");
    assertThat(cache.demoteColdEntries()).isZero();
    time.advance(Duration.ofHours(2));
    assertThat(cache.tierOf("k")).as("the scan in the background has been").hasValue(Tier.DISK);
    for (int i = 0; i < 5; i++) {
      cache.get("k");
    }
    assertThat(cache.tierOf("k")).hasValue(Tier.HEAP);
    assertThat(moves)
        .containsExactly("k promoted to HEAP", "k demoted to DISK", "k promoted to HEAP");
    TierStatistics disk = cache.tierStatistics().tiers().get(Tier.DISK);
    assertThat(disk.promotions()).isEqualTo(2);
    assertThat(cache.tierOf("nobody")).isEmpty();
  }

  @Test
  void a_restart_keeps_entries_with_the_time_they_have_left() {
    EdgeCacheConfiguration<String, Object> configuration =
        configuration(new Variant(Layout.HEAP_AND_DISK, Copy.IMMUTABLE, Expiry.TOUCHED));
    EdgeCache<String, Object> first = open("restarted", configuration);
    for (int i = 0; i < 100; i++) {
      first.put("k" + i, "v" + i);
    }
    time.advance(Duration.ofSeconds(30));
    for (int i = 0; i < 6; i++) {
      first.get("k0");
    }
    first.close();
    EdgeCache<String, Object> second = open("restarted", configuration);
    assertThat(second.explain("k1").timeToExpiry()).hasValue(Duration.ofSeconds(30));
    assertThat(second.explain("k0").timeToExpiry()).hasValue(MINUTE);
    time.advance(Duration.ofSeconds(31));
    assertThat(second.get("k1")).isNull();
    assertThat(second.get("k0")).isEqualTo("v0");
  }

  @Test
  void what_was_cleared_or_destroyed_does_not_come_back_at_the_next_start() {
    EdgeCacheConfiguration<String, Object> configuration =
        configuration(new Variant(Layout.HEAP_AND_DISK, Copy.IMMUTABLE, Expiry.ETERNAL));
    EdgeCache<String, Object> cleared = open("cleared", configuration);
    cleared.put("old", "v");
    cleared.clear();
    cleared.put("new", "v");
    cleared.close();
    cleared = open("cleared", configuration);
    assertThat(cleared.get("old")).isNull();
    assertThat(cleared.get("new")).isEqualTo("v");
    provider.getCacheManager().destroyCache("cleared");
    cleared = open("cleared", configuration);
    assertThat(cleared.iterator().hasNext()).isFalse();
  }

  @Test
  void a_cache_by_reference_has_no_disk_and_says_so() {
    EdgeCacheConfiguration<String, Object> own =
        configuration(new Variant(Layout.HEAP_AND_DISK, Copy.REFERENCE, Expiry.ETERNAL));
    assertThatThrownBy(() -> create(own))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("by reference");
    assertThat(provider.getCacheManager().getCacheNames()).isEmpty();
  }

  @Test
  void settings_that_cannot_be_are_refused_when_the_cache_is_created() {
    Variant variant = new Variant(Layout.HEAP_AND_DISK, Copy.IMMUTABLE, Expiry.ETERNAL);
    for (Consumer<EdgeCacheConfiguration<String, Object>> mistake :
        List.<Consumer<EdgeCacheConfiguration<String, Object>>>of(
            c -> c.set("disk.stoer", "ehcache"),
            c -> c.set("disk.store", "nowhere"),
            c -> c.set("heap.capacity", "many"),
            c -> c.setHeapCapacity(64 << 20).setDiskCapacity(65 << 20))) {
      EdgeCacheConfiguration<String, Object> configuration = configuration(variant);
      mistake.accept(configuration);
      assertThatThrownBy(() -> open("refused", configuration))
          .isInstanceOf(InvalidSettingException.class);
    }
    assertThat(provider.getCacheManager().getCacheNames()).isEmpty();
  }
}
