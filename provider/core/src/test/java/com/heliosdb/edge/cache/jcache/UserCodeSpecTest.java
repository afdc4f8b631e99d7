package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.jcache.CacheSpec.Copies;
import com.heliosdb.edge.cache.jcache.CacheSpec.Layout;
import com.heliosdb.edge.cache.jcache.SpecOrigin.FailingPolicy;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.CacheException;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriterException;
import org.junit.jupiter.api.Timeout;

/** What becomes of a cache whose loader, writer, values or expiry policy misbehave. */
@Timeout(120)
class UserCodeSpecTest {
  private static final int THREADS = 4;

  private static EdgeCacheConfiguration<String, Object> through(SpecCache spec, SpecOrigin origin) {
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    configuration.setReadThrough(true).setCacheLoaderFactory(() -> origin);
    configuration.setWriteThrough(true).setCacheWriterFactory(() -> origin);
    return configuration;
  }

  // ---------------------------------------------------------------- loader

  @CacheSpec
  void a_failing_loader_leaves_nothing_behind(SpecCache spec) {
    SpecOrigin origin = new SpecOrigin();
    EdgeCache<String, Object> cache = spec.create(through(spec, origin));
    origin.onLoad =
        key -> {
          throw new IllegalStateException("as planned");
        };
    assertThatThrownBy(() -> cache.get("k"))
        .isInstanceOf(CacheLoaderException.class)
        .hasRootCauseMessage("as planned");
    assertThatThrownBy(() -> cache.getAll(Set.of("k", "l")))
        .isInstanceOf(CacheLoaderException.class);
    assertThat(cache.containsKey("k")).isFalse();
    origin.onLoad = spec::value;
    assertThat(cache.get("k")).isEqualTo(spec.value("k"));
  }

  @CacheSpec
  void many_who_miss_the_same_key_load_it_once(SpecCache spec) throws Exception {
    SpecOrigin origin = new SpecOrigin();
    AtomicInteger loads = new AtomicInteger();
    origin.onLoad = key -> spec.value(key + loads.incrementAndGet());
    EdgeCache<String, Object> cache = spec.create(through(spec, origin));
    Together.run(
        THREADS,
        thread ->
            assertThat(thread % 2 == 0 ? cache.get("k") : cache.getAll(Set.of("k")).get("k"))
                .isEqualTo(spec.value("k1")));
    assertThat(loads).hasValue(1);
  }

  @CacheSpec
  void what_was_put_after_a_miss_is_not_replaced_by_what_getAll_loads(SpecCache spec) {
    SpecOrigin origin = new SpecOrigin();
    origin.onLoad = key -> spec.value("loaded");
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    configuration.setReadThrough(true).setCacheLoaderFactory(() -> origin);
    EdgeCache<String, Object> cache = spec.create(configuration);
    // The last key is only handed out when the first has been missed.
    Set<String> keys =
        new AbstractSet<>() {
          private int iterations;

          @Override
          public Iterator<String> iterator() {
            List<String> order = List.of("first", "last");
            boolean reading = ++iterations == 2;
            return new Iterator<>() {
              private int at;

              @Override
              public boolean hasNext() {
                return at < order.size();
              }

              @Override
              public String next() {
                if (reading && at == 1) {
                  cache.put("first", spec.value("put"));
                }
                return order.get(at++);
              }
            };
          }

          @Override
          public int size() {
            return 2;
          }
        };
    Map<String, Object> found = cache.getAll(keys);
    assertThat(cache.get("first")).isEqualTo(spec.value("put"));
    assertThat(found)
        .containsEntry("first", spec.value("put"))
        .containsEntry("last", spec.value("loaded"));
  }

  @CacheSpec(copies = Copies.IMMUTABLE)
  void loaders_that_ask_for_other_keys_on_many_threads_never_hang(SpecCache spec) throws Exception {
    AtomicReference<EdgeCache<String, Object>> self = new AtomicReference<>();
    SpecOrigin origin = new SpecOrigin();
    // Each key is made of the next one; the last of nothing.
    origin.onLoad =
        key -> {
          int number = Integer.parseInt(key);
          return number == 9 ? "9" : key + self.get().get(String.valueOf(number + 1));
        };
    EdgeCache<String, Object> cache = spec.create(through(spec, origin));
    self.set(cache);
    Together.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 200; i++) {
            cache.get(String.valueOf((i + 3 * thread) % 10));
            cache.remove(String.valueOf((i * 7 + thread) % 10));
          }
        });
    assertThat(cache.get("0")).isEqualTo("0123456789");
  }

  @CacheSpec(
      layouts = {Layout.HEAP, Layout.DISK},
      copies = Copies.IMMUTABLE)
  void loaders_that_wait_for_each_other_fail_with_the_keys_named(SpecCache spec) throws Exception {
    AtomicReference<EdgeCache<String, Object>> self = new AtomicReference<>();
    CountDownLatch bothLoad = new CountDownLatch(2);
    SpecOrigin origin = new SpecOrigin();
    origin.onLoad =
        key -> {
          bothLoad.countDown();
          Together.await(bothLoad);
          return self.get().get(key.equals("left") ? "right" : "left") + key;
        };
    EdgeCache<String, Object> cache = spec.create(through(spec, origin));
    self.set(cache);
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    Together.run(
        2,
        thread -> {
          Throwable failure = catchThrowable(() -> cache.get(thread == 0 ? "left" : "right"));
          if (failure != null) {
            failures.add(failure);
          }
        });
    assertThat(failures)
        .anySatisfy(
            failure ->
                assertThat(failure)
                    .isInstanceOf(CacheException.class)
                    .rootCause()
                    .isInstanceOf(CacheException.class)
                    .hasMessageContainingAll("circle", "'left'", "'right'"));
  }

  @CacheSpec(
      layouts = {Layout.HEAP, Layout.DISK},
      copies = Copies.IMMUTABLE)
  void user_code_that_asks_for_its_own_key_fails_and_is_told_so(SpecCache spec) {
    AtomicReference<EdgeCache<String, Object>> self = new AtomicReference<>();
    SpecOrigin origin = new SpecOrigin();
    origin.onLoad = key -> self.get().get(key);
    EdgeCache<String, Object> cache = spec.create(through(spec, origin));
    self.set(cache);
    assertThatThrownBy(() -> cache.get("k"))
        .isInstanceOf(CacheException.class)
        .rootCause()
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll("'k'", "same key");
    assertThatThrownBy(
            () ->
                cache.invoke(
                    "k",
                    (entry, arguments) -> {
                      cache.put("k", "other");
                      return null;
                    }))
        .isInstanceOf(CacheException.class)
        .rootCause()
        .hasMessageContainingAll("'k'", "same key");
    origin.onLoad = key -> null;
    assertThat(cache.get("k")).isNull();
  }

  // ---------------------------------------------------------------- writer

  @CacheSpec
  void nothing_changes_when_the_writer_fails(SpecCache spec) {
    SpecOrigin origin = new SpecOrigin();
    EdgeCache<String, Object> cache = spec.create(through(spec, origin));
    for (Tier tier : spec.tiers()) {
      origin.refused = Set.of();
      cache.put("k", spec.value("1"));
      spec.bring("k", tier);
      origin.refused = Set.of("k", "l");
      assertThatThrownBy(() -> cache.put("k", spec.value("2")))
          .isInstanceOf(CacheWriterException.class)
          .hasRootCauseMessage("as planned: k");
      assertThatThrownBy(() -> cache.remove("k")).isInstanceOf(CacheWriterException.class);
      assertThatThrownBy(() -> cache.putIfAbsent("l", spec.value("2")))
          .isInstanceOf(CacheWriterException.class);
      assertThatThrownBy(
              () ->
                  cache.invoke(
                      "k",
                      (entry, arguments) -> {
                        entry.setValue(spec.value("2"));
                        return null;
                      }))
          .isInstanceOf(CacheException.class);
      assertThat(spec.content()).isEqualTo(Map.of("k", spec.value("1")));
    }
  }

  @CacheSpec
  void of_a_batch_exactly_what_the_writer_wrote_is_applied(SpecCache spec) {
    SpecOrigin origin = new SpecOrigin();
    EdgeCache<String, Object> cache = spec.create(through(spec, origin));
    origin.refused = Set.of("c", "d");
    Map<String, Object> all = new LinkedHashMap<>();
    for (String key : List.of("a", "b", "c", "d")) {
      all.put(key, spec.value("new " + key));
    }
    assertThatThrownBy(() -> cache.putAll(all)).isInstanceOf(CacheWriterException.class);
    assertThat(spec.content())
        .isEqualTo(Map.of("a", spec.value("new a"), "b", spec.value("new b")))
        .isEqualTo(origin.written);
    origin.refused = Set.of("b");
    assertThatThrownBy(() -> cache.removeAll(Set.of("a", "b")))
        .isInstanceOf(CacheWriterException.class);
    assertThat(spec.content())
        .isEqualTo(Map.of("b", spec.value("new b")))
        .isEqualTo(origin.written);
  }

  // ---------------------------------------------------------------- values

  /** Has no serial form. */
  private static final class Unstorable {}

  @CacheSpec(copies = {Copies.IMMUTABLE, Copies.MUTABLE})
  void a_value_without_a_serial_form_is_refused_by_name_and_half_of_it_written_nowhere(
      SpecCache spec) {
    SpecOrigin origin = new SpecOrigin();
    EdgeCache<String, Object> cache = spec.create(through(spec, origin));
    for (Tier tier : spec.tiers()) {
      cache.put("k", spec.value("1"));
      spec.bring("k", tier);
      List<Throwable> failures = new ArrayList<>();
      failures.add(catchThrowable(() -> cache.put("k", new Unstorable())));
      failures.add(catchThrowable(() -> cache.replace("k", new Unstorable())));
      failures.add(catchThrowable(() -> cache.getAndPut("k", new Unstorable())));
      failures.add(catchThrowable(() -> cache.putIfAbsent("l", new Unstorable())));
      failures.add(
          catchThrowable(() -> cache.putAll(Map.of("k", new Unstorable(), "l", spec.value("2")))));
      failures.add(
          catchThrowable(
              () ->
                  cache.invoke(
                      "k",
                      (entry, arguments) -> {
                        entry.setValue(new Unstorable());
                        return null;
                      })));
      assertThat(failures)
          .allSatisfy(
              failure ->
                  assertThat(failure)
                      .isInstanceOf(CacheException.class)
                      .hasMessageContaining(Unstorable.class.getName()));
      assertThat(spec.content()).isEqualTo(Map.of("k", spec.value("1")));
      assertThat(origin.written).isEqualTo(Map.of("k", spec.value("1")));
    }
  }

  // ---------------------------------------------------------------- expiry policy

  @CacheSpec
  void a_failing_expiry_policy_means_eternal_for_a_new_entry_and_unchanged_otherwise(
      SpecCache spec) {
    FailingPolicy policy = new FailingPolicy();
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    configuration.setExpiryPolicyFactory(() -> policy);
    EdgeCache<String, Object> cache = spec.create(configuration);
    policy.fails = true;
    cache.put("eternal", spec.value("1"));
    policy.fails = false;
    cache.put("mortal", spec.value("1"));
    policy.fails = true;
    assertThat(cache.get("mortal")).isEqualTo(spec.value("1"));
    cache.put("mortal", spec.value("2"));
    assertThat(cache.get("mortal")).isEqualTo(spec.value("2"));
    spec.advance(SpecCache.LIFE);
    assertThat(cache.get("mortal")).isNull();
    assertThat(cache.get("eternal")).isEqualTo(spec.value("1"));
  }

  @CacheSpec
  void an_expiry_policy_that_fails_never_reaches_the_writer_twice(SpecCache spec) {
    SpecOrigin origin = new SpecOrigin();
    FailingPolicy policy = new FailingPolicy();
    policy.fails = true;
    EdgeCacheConfiguration<String, Object> configuration = through(spec, origin);
    configuration.setExpiryPolicyFactory(() -> policy);
    EdgeCache<String, Object> cache = spec.create(configuration);
    cache.put("k", spec.value("1"));
    cache.put("k", spec.value("2"));
    assertThat(origin.calls).containsExactly("write k", "write k");
    Collection<Object> written = origin.written.values();
    assertThat(written).containsExactly(spec.value("2"));
    assertThat(cache.get("k")).isEqualTo(spec.value("2"));
  }
}
