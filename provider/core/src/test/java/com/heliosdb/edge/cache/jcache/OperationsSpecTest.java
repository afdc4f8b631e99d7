package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.jcache.CacheSpec.Copies;
import com.heliosdb.edge.cache.jcache.CacheSpec.Layout;
import com.heliosdb.edge.cache.management.EdgeCacheStatisticsMXBean;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.MutableEntry;
import org.junit.jupiter.api.Timeout;

/** Entry processors, iterators, loadAll and statistics where the specification leaves room. */
@Timeout(120)
class OperationsSpecTest {
  private static final int THREADS = 4;

  // ---------------------------------------------------------------- expiry by access

  /** An entry that may be read once. */
  private static final class ReadOnce implements ExpiryPolicy {
    @Override
    public Duration getExpiryForCreation() {
      return Duration.ETERNAL;
    }

    @Override
    public Duration getExpiryForAccess() {
      return Duration.ZERO;
    }

    @Override
    public Duration getExpiryForUpdate() {
      return null;
    }
  }

  @CacheSpec
  void an_access_that_ends_the_time_of_an_entry_still_reads_it(SpecCache spec) {
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    configuration.setExpiryPolicyFactory(ReadOnce::new);
    EdgeCache<String, Object> cache = spec.create(configuration);
    cache.put("k", spec.value("1"));
    assertThat(cache.get("k")).isEqualTo(spec.value("1"));
    assertThat(cache.get("k")).isNull();
  }

  // ---------------------------------------------------------------- entry processors

  /** What a processor does, and what must come of it. */
  private record Effect(
      String name,
      boolean present,
      Consumer<MutableEntry<String, Object>> process,
      List<String> told,
      List<String> heard,
      String left) {}

  private static List<Effect> effects(SpecCache spec) {
    Object one = spec.value("1");
    Object two = spec.value("2");
    List<String> none = List.of();
    return List.of(
        new Effect("nothing", true, e -> {}, none, none, "old"),
        new Effect("nothing on absent", false, e -> {}, none, none, null),
        new Effect("read", true, e -> e.getValue(), none, none, "old"),
        new Effect("exists", true, e -> e.exists(), none, none, "old"),
        new Effect(
            "set", true, e -> e.setValue(one), List.of("write k"), List.of("UPDATED k old>1"), "1"),
        new Effect(
            "set twice",
            true,
            e -> {
              e.setValue(one);
              e.setValue(two);
            },
            List.of("write k"),
            List.of("UPDATED k old>2"),
            "2"),
        new Effect(
            "set on absent",
            false,
            e -> e.setValue(one),
            List.of("write k"),
            List.of("CREATED k null>1"),
            "1"),
        new Effect(
            "remove",
            true,
            e -> e.remove(),
            List.of("delete k"),
            List.of("REMOVED k old>null"),
            null),
        new Effect(
            "set and remove",
            true,
            e -> {
              e.setValue(one);
              e.remove();
            },
            List.of("delete k"),
            List.of("REMOVED k old>null"),
            null),
        new Effect(
            "set and remove on absent",
            false,
            e -> {
              e.setValue(one);
              e.remove();
            },
            none,
            none,
            null),
        new Effect(
            "remove and set",
            true,
            e -> {
              e.remove();
              e.setValue(two);
            },
            List.of("write k"),
            List.of("UPDATED k old>2"),
            "2"));
  }

  @CacheSpec
  void only_the_net_effect_of_a_processor_is_written_heard_and_kept(SpecCache spec) {
    SpecOrigin origin = new SpecOrigin();
    Heard heard = new Heard();
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    configuration.setWriteThrough(true).setCacheWriterFactory(() -> origin);
    configuration.addCacheEntryListenerConfiguration(heard.synchronously());
    EdgeCache<String, Object> cache = spec.create(configuration);
    for (Effect effect : effects(spec)) {
      for (Tier tier : spec.tiers()) {
        cache.remove("k");
        if (effect.present) {
          cache.put("k", spec.value("old"));
          spec.bring("k", tier);
        }
        origin.calls.clear();
        heard.take();
        cache.invoke(
            "k",
            (entry, arguments) -> {
              effect.process.accept(entry);
              return null;
            });
        String what = effect.name + " " + tier;
        assertThat(origin.calls).as(what).isEqualTo(effect.told);
        assertThat(heard.take()).as(what).isEqualTo(effect.heard);
        assertThat(cache.get("k"))
            .as(what)
            .isEqualTo(effect.left == null ? null : spec.value(effect.left));
      }
    }
  }

  @CacheSpec
  void a_processor_that_throws_changes_nothing(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    for (Tier tier : spec.tiers()) {
      cache.put("k", spec.value("1"));
      spec.bring("k", tier);
      assertThatThrownBy(
              () ->
                  cache.invoke(
                      "k",
                      (entry, arguments) -> {
                        entry.setValue(spec.value("2"));
                        throw new IllegalStateException("as planned");
                      }))
          .isInstanceOf(EntryProcessorException.class)
          .hasRootCauseMessage("as planned");
      assertThat(cache.get("k")).isEqualTo(spec.value("1"));
    }
  }

  @CacheSpec(copies = Copies.IMMUTABLE)
  void processors_on_one_key_never_lose_an_update(SpecCache spec) throws Exception {
    EdgeCache<String, Object> cache = spec.create();
    cache.put("k", "0");
    Together.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 100; i++) {
            cache.invoke(
                "k",
                (entry, arguments) -> {
                  int seen = Integer.parseInt((String) entry.getValue());
                  entry.setValue(String.valueOf(seen + 1));
                  return null;
                });
            cache.get("k");
            if (i % 25 == 0) {
              spec.demoteAll(thread);
            }
          }
        });
    assertThat(cache.get("k")).isEqualTo(String.valueOf(100 * THREADS));
  }

  // ---------------------------------------------------------------- iterators

  @CacheSpec
  void an_iterator_meets_what_stays_once_whatever_else_changes(SpecCache spec) throws Exception {
    EdgeCache<String, Object> cache = spec.create();
    for (int i = 0; i < 40; i++) {
      cache.put("stays" + i, spec.value("1"));
    }
    for (int i = 0; i < 20; i++) {
      cache.get("stays" + i);
    }
    Together.run(
        THREADS,
        thread -> {
          for (int round = 0; round < 10; round++) {
            if (thread > 0) {
              cache.put("comes and goes" + thread, spec.value("x"));
              cache.get("stays" + round);
              cache.remove("comes and goes" + thread);
              cache.demoteColdEntries();
            } else {
              Set<String> met = new HashSet<>();
              for (Cache.Entry<String, Object> entry : cache) {
                assertThat(met.add(entry.getKey())).as(entry.getKey()).isTrue();
              }
              met.removeIf(key -> !key.startsWith("stays"));
              assertThat(met).hasSize(40);
            }
          }
        });
  }

  @CacheSpec
  void an_iterator_removes_what_it_returned_last_and_only_once(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    for (Tier tier : spec.tiers()) {
      cache.put("a", spec.value("1"));
      spec.bring("a", tier);
      cache.put("b", spec.value("1"));
      Iterator<Cache.Entry<String, Object>> iterator = cache.iterator();
      assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
      String removed = iterator.next().getKey();
      iterator.remove();
      assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
      assertThat(cache.containsKey(removed)).isFalse();
      assertThat(cache.containsKey(iterator.next().getKey())).isTrue();
      assertThat(iterator.hasNext()).isFalse();
      assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
      cache.clear();
    }
  }

  @CacheSpec
  void an_iterator_ends_with_its_cache(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    cache.put("a", spec.value("1"));
    cache.put("b", spec.value("1"));
    Iterator<Cache.Entry<String, Object>> iterator = cache.iterator();
    iterator.next();
    cache.close();
    assertThatThrownBy(iterator::hasNext).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(iterator::next).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
  }

  // ---------------------------------------------------------------- loadAll

  /** Counts how often it is told. */
  private static final class Told implements CompletionListener {
    final List<String> told = new CopyOnWriteArrayList<>();
    final CountDownLatch once = new CountDownLatch(1);

    @Override
    public void onCompletion() {
      told.add("completed");
      once.countDown();
    }

    @Override
    public void onException(Exception e) {
      told.add(e.getClass().getSimpleName());
      once.countDown();
    }
  }

  @CacheSpec(
      layouts = {Layout.HEAP, Layout.DISK},
      copies = Copies.MUTABLE)
  void a_completion_listener_is_told_exactly_once_whatever_happens(SpecCache spec) {
    SpecOrigin origin = new SpecOrigin();
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    configuration.setCacheLoaderFactory(() -> origin);
    EdgeCache<String, Object> cache = spec.create(configuration);
    origin.onLoad = spec::value;
    assertThat(load(cache)).containsExactly("completed");
    assertThat(cache.get("k")).isEqualTo(spec.value("k"));
    origin.onLoad = key -> null;
    assertThat(load(cache)).containsExactly("completed");
    origin.onLoad =
        key -> {
          throw new IllegalStateException("as planned");
        };
    assertThat(load(cache)).containsExactly("CacheLoaderException");
    origin.onLoad =
        key -> {
          throw new NoClassDefFoundError("as planned");
        };
    assertThat(load(cache)).containsExactly("CacheException");
    origin.onLoad = key -> new Object();
    assertThat(load(cache)).containsExactly("CacheException");
    assertThat(spec.content()).isEqualTo(Map.of("k", spec.value("k")));
  }

  private static List<String> load(EdgeCache<String, Object> cache) {
    Told told = new Told();
    cache.loadAll(Set.of("k"), true, told);
    Together.await(told.once);
    return told.told;
  }

  @CacheSpec(
      layouts = {Layout.HEAP, Layout.DISK},
      copies = Copies.IMMUTABLE)
  void a_load_under_way_when_the_cache_closes_is_told_of_once(SpecCache spec) {
    SpecOrigin origin = new SpecOrigin();
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    origin.onLoad =
        key -> {
          loading.countDown();
          Together.await(closed);
          return key;
        };
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    configuration.setCacheLoaderFactory(() -> origin);
    EdgeCache<String, Object> cache = spec.create(configuration);
    Told told = new Told();
    cache.loadAll(Set.of("k"), true, told);
    Together.await(loading);
    cache.close();
    closed.countDown();
    Together.await(told.once);
    assertThat(told.told).containsExactly("IllegalStateException");
  }

  // ---------------------------------------------------------------- statistics

  @CacheSpec
  void statistics_are_exact_under_concurrency(SpecCache spec) throws Exception {
    EdgeCache<String, Object> cache = spec.create();
    AtomicInteger hits = new AtomicInteger();
    AtomicInteger removals = new AtomicInteger();
    Together.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 200; i++) {
            String key = "key" + (i * 7 + thread) % 10;
            if (i % 4 == 0) {
              cache.put(key, spec.value("1"));
            } else if (i % 16 == 1) {
              removals.addAndGet(cache.remove(key) ? 1 : 0);
            } else {
              hits.addAndGet(cache.get(key) == null ? 0 : 1);
            }
          }
        });
    EdgeCacheStatisticsMXBean bean = spec.statistics();
    assertThat(bean.getCacheHits()).isEqualTo(hits.get());
    assertThat(bean.getCachePuts()).isEqualTo(50L * THREADS);
    assertThat(bean.getCacheRemovals()).isEqualTo(removals.get());
    assertThat(bean.getCacheGets()).isEqualTo(bean.getCacheHits() + bean.getCacheMisses());
    assertThat(bean.getHeapHits() + bean.getDiskHits()).isEqualTo(bean.getCacheHits());
  }

  @CacheSpec
  void lookups_are_not_counted_while_statistics_are_off(SpecCache spec) {
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    configuration.setStatisticsEnabled(false);
    EdgeCache<String, Object> cache = spec.create(configuration);
    cache.put("k", spec.value("1"));
    cache.get("k");
    cache.get("other");
    assertThat(cache.tierStatistics().hits()).isZero();
    assertThat(cache.tierStatistics().misses()).isZero();
    assertThat(cache.tierStatistics().tiers().get(Tier.HEAP).hits()).isZero();
  }
}
