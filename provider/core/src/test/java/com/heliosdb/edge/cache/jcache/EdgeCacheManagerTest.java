package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import java.io.Closeable;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EdgeCacheManagerTest {
  private static final URI MANAGER = URI.create("test:manager");

  private final ManualTimeSource clock = new ManualTimeSource();
  private final EdgeCachingProvider provider = new EdgeCachingProvider(() -> clock);
  private final CacheManager manager = provider.getCacheManager(MANAGER, null);

  @AfterEach
  void close() {
    provider.close();
  }

  /** A loader a test can be part of. */
  private record Loader(Runnable whenClosed) implements CacheLoader<String, Integer>, Closeable {
    @Override
    public Integer load(String key) {
      return 1;
    }

    @Override
    public Map<String, Integer> loadAll(Iterable<? extends String> keys) {
      return Map.of();
    }

    @Override
    public void close() {
      whenClosed.run();
    }
  }

  private static MutableConfiguration<String, Integer> typed() {
    return new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class);
  }

  private static MutableConfiguration<String, Integer> whenClosed(Runnable action) {
    return typed().setCacheLoaderFactory(() -> new Loader(action));
  }

  private static MutableConfiguration<String, Integer> whenCreated(Runnable action) {
    return typed()
        .setCacheLoaderFactory(
            () -> {
              action.run();
              return new Loader(() -> {});
            });
  }

  @Test
  void a_cache_is_found_by_its_name_until_it_is_destroyed() {
    Cache<String, Integer> cache = manager.createCache("a", typed());
    assertThat((Object) manager.getCache("a")).isSameAs(cache);
    assertThat((Object) manager.getCache("a", String.class, Integer.class)).isSameAs(cache);
    assertThat(cache.getName()).isEqualTo("a");
    assertThat(cache.getCacheManager()).isSameAs(manager);
    manager.destroyCache("a");
    assertThat(cache.isClosed()).isTrue();
    assertThat((Object) manager.getCache("a")).isNull();
    assertThat((Object) manager.getCache("a", String.class, Integer.class)).isNull();
    assertThatCode(() -> manager.destroyCache("a")).doesNotThrowAnyException();
  }

  @Test
  void a_name_is_given_once() {
    manager.createCache("a", typed());
    assertThatThrownBy(() -> manager.createCache("a", typed()))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'a'");
  }

  @Test
  void a_cache_that_closed_itself_frees_its_name() {
    manager.createCache("a", typed()).close();
    assertThat(manager.getCacheNames()).isEmpty();
    Cache<String, Integer> next = manager.createCache("a", typed());
    assertThat(next.isClosed()).isFalse();
    assertThat(manager.getCacheNames()).containsExactly("a");
  }

  @Test
  void closing_an_old_cache_again_leaves_the_new_one_of_its_name() {
    Cache<String, Integer> old = manager.createCache("a", typed());
    old.close();
    Cache<String, Integer> next = manager.createCache("a", typed());
    old.close();
    assertThat((Object) manager.getCache("a")).isSameAs(next);
  }

  @Test
  void types_must_be_exactly_the_configured_ones() {
    manager.createCache("typed", typed());
    manager.createCache("untyped", new MutableConfiguration<>());
    assertThatThrownBy(() -> manager.getCache("typed", Object.class, Integer.class))
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining("keys of java.lang.String");
    assertThatThrownBy(() -> manager.getCache("typed", String.class, Number.class))
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining("values of java.lang.Integer");
    assertThatThrownBy(() -> manager.getCache("untyped", String.class, Integer.class))
        .isInstanceOf(ClassCastException.class);
    assertThat((Object) manager.getCache("untyped", Object.class, Object.class)).isNotNull();
    assertThat((Object) manager.getCache("typed")).isNotNull();
    assertThatThrownBy(() -> manager.getCache("typed", null, Integer.class))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> manager.getCache("typed", String.class, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void the_configuration_is_copied() {
    MutableConfiguration<String, Integer> configuration = typed();
    Cache<String, Integer> cache = manager.createCache("a", configuration);
    configuration.setStoreByValue(false);
    assertThat(completeConfigurationOf(cache).isStoreByValue()).isTrue();
  }

  @Test
  void a_plain_configuration_is_enough() {
    Configuration<String, Integer> plain =
        new Configuration<>() {
          private static final long serialVersionUID = 1L;

          @Override
          public Class<String> getKeyType() {
            return String.class;
          }

          @Override
          public Class<Integer> getValueType() {
            return Integer.class;
          }

          @Override
          public boolean isStoreByValue() {
            return false;
          }
        };
    CompleteConfiguration<?, ?> copy = completeConfigurationOf(manager.createCache("a", plain));
    assertThat(copy.getValueType()).isEqualTo(Integer.class);
    assertThat(copy.isStoreByValue()).isFalse();
    assertThat(copy.isReadThrough()).isFalse();
  }

  @Test
  void copies_keep_their_kind() {
    EdgeCacheConfiguration<String, Integer> own =
        new EdgeCacheConfiguration<String, Integer>().setHeapMaxEntries(7);
    assertThat(Configurations.copyOf("a", own)).isEqualTo(own).isNotSameAs(own);
    assertThat(Configurations.copyOf("a", typed()))
        .isEqualTo(typed())
        .isExactlyInstanceOf(MutableConfiguration.class);
  }

  @Test
  void a_configuration_that_contradicts_itself_is_refused() {
    assertThatThrownBy(() -> manager.createCache("a", typed().setReadThrough(true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CacheLoader");
    assertThatThrownBy(() -> manager.createCache("a", typed().setWriteThrough(true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CacheWriter");
    assertThatThrownBy(() -> manager.createCache("a", null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> manager.createCache(null, typed()))
        .isInstanceOf(NullPointerException.class);
    assertThat(manager.getCacheNames()).isEmpty();
  }

  @Test
  void a_creation_that_fails_leaves_nothing_behind() {
    assertThatThrownBy(
            () ->
                manager.createCache(
                    "a",
                    whenCreated(
                        () -> {
                          throw new CacheException("on purpose");
                        })))
        .isInstanceOf(CacheException.class);
    assertThat(manager.getCacheNames()).isEmpty();
    assertThatCode(() -> manager.createCache("a", typed())).doesNotThrowAnyException();
  }

  @Test
  void names_are_a_snapshot_nobody_changes() {
    manager.createCache("a", typed());
    manager.createCache("b", typed());
    Iterable<String> names = manager.getCacheNames();
    manager.destroyCache("a");
    assertThat(names).containsExactlyInAnyOrder("a", "b");
    assertThat(manager.getCacheNames()).containsExactly("b");
    Iterator<String> iterator = names.iterator();
    iterator.next();
    assertThatThrownBy(iterator::remove).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void everything_but_close_is_refused_once_closed() {
    Cache<String, Integer> cache = manager.createCache("a", typed());
    manager.close();
    assertThat(manager.isClosed()).isTrue();
    assertThat(cache.isClosed()).isTrue();
    assertThat(clock.isClosed()).isTrue();
    assertThatThrownBy(() -> manager.createCache("b", typed()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(MANAGER.toString());
    assertThatThrownBy(() -> manager.getCache("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> manager.getCache("a", String.class, Integer.class))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(manager::getCacheNames).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> manager.destroyCache("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> manager.enableManagement("a", true))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> manager.enableStatistics("a", true))
        .isInstanceOf(IllegalStateException.class);
    assertThatCode(manager::close).doesNotThrowAnyException();
  }

  @Test
  void all_caches_are_closed_even_if_one_fails() {
    AtomicInteger closed = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      manager.createCache(
          "cache" + i,
          whenClosed(
              () -> {
                closed.incrementAndGet();
                throw new IllegalStateException("on purpose");
              }));
    }
    manager.close();
    assertThat(closed).hasValue(3);
    assertThat(clock.isClosed()).isTrue();
  }

  @Test
  void nothing_is_scheduled_and_no_thread_runs_before_there_is_a_cache() {
    assertThat(clock.schedules()).isZero();
    manager.close();
    assertThat(edgeThreads()).isEmpty();
  }

  @Test
  void workers_end_with_the_manager() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    manager.unwrap(EdgeCacheManager.class).executor().execute(ran::countDown);
    ran.await();
    assertThat(edgeThreads()).isNotEmpty();
    manager.close();
    assertThat(edgeThreads()).isEmpty();
  }

  private static List<Thread> edgeThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("edge-cache-worker"))
        .toList();
  }

  @Test
  void beans_come_and_go_with_what_is_enabled() throws Exception {
    assertThat(beans()).isZero();
    manager.createCache("a", typed());
    assertThat(beans()).isZero();
    manager.enableStatistics("a", true);
    assertThat(beans()).isEqualTo(1);
    manager.enableManagement("a", true);
    manager.enableManagement("a", true);
    assertThat(beans()).isEqualTo(2);
    manager.enableStatistics("a", false);
    assertThat(beans()).isEqualTo(1);
    manager.createCache("b", typed().setManagementEnabled(true).setStatisticsEnabled(true));
    assertThat(beans()).isEqualTo(3);
    manager.destroyCache("b");
    assertThat(beans()).isEqualTo(1);
    manager.close();
    assertThat(beans()).isZero();
  }

  private static int beans() throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .queryNames(new ObjectName("javax.cache:CacheManager=test.manager,*"), null)
        .size();
  }

  @Test
  void enabling_something_needs_an_open_cache() {
    assertThatThrownBy(() -> manager.enableStatistics("none", true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'none'");
    assertThatThrownBy(() -> manager.enableManagement(null, true))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> manager.enableStatistics(null, true))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void unwraps_to_what_it_is_and_to_nothing_else() {
    assertThat(manager.unwrap(EdgeCacheManager.class)).isSameAs(manager);
    assertThat(manager.unwrap(CacheManager.class)).isSameAs(manager);
    assertThatThrownBy(() -> manager.unwrap(String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void of_many_threads_that_create_one_name_one_succeeds() throws Exception {
    List<Object> outcomes = new CopyOnWriteArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads =
        inThreads(
            4,
            () -> {
              await(start);
              try {
                outcomes.add(manager.createCache("a", typed()));
              } catch (CacheException e) {
                outcomes.add(e);
              }
            });
    start.countDown();
    join(threads);
    assertThat(outcomes).hasSize(4).filteredOn(Cache.class::isInstance).hasSize(1);
  }

  @Test
  void creating_waits_for_a_cache_of_that_name_that_is_closing() throws Exception {
    createWhileLeaving(() -> manager.<String, Integer>getCache("a").close());
  }

  @Test
  void creating_waits_for_a_cache_of_that_name_that_is_being_destroyed() throws Exception {
    createWhileLeaving(() -> manager.destroyCache("a"));
  }

  private void createWhileLeaving(Runnable leave) throws Exception {
    CountDownLatch leaving = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    AtomicReference<@Nullable Cache<?, ?>> created = new AtomicReference<>();
    manager.createCache(
        "a",
        whenClosed(
            () -> {
              leaving.countDown();
              await(proceed);
            }));
    List<Thread> leaver = inThreads(1, leave);
    await(leaving);
    assertThat(manager.getCacheNames()).isEmpty();
    assertThat((Object) manager.getCache("a")).isNull();
    List<Thread> creator = inThreads(1, () -> created.set(manager.createCache("a", typed())));
    awaitWaiting(creator.get(0));
    assertThat(created).hasNullValue();
    proceed.countDown();
    join(leaver);
    join(creator);
    assertThat((Object) manager.getCache("a")).isNotNull().isSameAs(created.get());
  }

  @Test
  void closing_waits_for_a_cache_that_is_being_created_and_closes_it() throws Exception {
    CountDownLatch creating = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
    List<Thread> creator =
        inThreads(
            1,
            () -> {
              try {
                manager.createCache(
                    "a",
                    whenCreated(
                        () -> {
                          creating.countDown();
                          await(proceed);
                        }));
              } catch (IllegalStateException e) {
                refused.set(e);
              }
            });
    await(creating);
    List<Thread> closer = inThreads(1, manager::close);
    awaitWaiting(closer.get(0));
    proceed.countDown();
    join(creator);
    join(closer);
    assertThat(refused.get()).isInstanceOf(IllegalStateException.class);
    assertThat(clock.isClosed()).isTrue();
  }

  @Test
  void user_code_of_a_closing_cache_can_come_back_to_the_manager() {
    List<Object> seen = new CopyOnWriteArrayList<>();
    manager.createCache(
        "a",
        whenClosed(
            () -> {
              seen.add(manager.getCacheNames());
              assertThatThrownBy(() -> manager.createCache("a", typed()))
                  .isInstanceOf(CacheException.class);
              manager.destroyCache("a");
              manager.close();
              seen.add(manager.isClosed());
            }));
    manager.<String, Integer>getCache("a").close();
    assertThat(seen).containsExactly(List.of(), true);
    assertThat(clock.isClosed()).isTrue();
  }

  @Test
  void user_code_of_a_closing_manager_can_come_back_to_the_provider() {
    AtomicReference<@Nullable CacheManager> next = new AtomicReference<>();
    EdgeCachingProvider own = new EdgeCachingProvider(ManualTimeSource::new);
    CacheManager closing = own.getCacheManager();
    closing.createCache(
        "a",
        whenClosed(
            () -> {
              closing.close();
              next.set(own.getCacheManager());
            }));
    closing.close();
    assertThat(next.get()).isNotNull().isNotSameAs(closing);
    assertThat(own.getCacheManager()).isSameAs(next.get());
    own.close();
  }

  @Test
  void a_new_manager_waits_until_the_old_one_has_closed() throws Exception {
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    AtomicReference<@Nullable Boolean> clockWasClosed = new AtomicReference<>();
    manager.createCache(
        "a",
        whenClosed(
            () -> {
              closing.countDown();
              await(proceed);
            }));
    List<Thread> closer = inThreads(1, manager::close);
    await(closing);
    List<Thread> next =
        inThreads(
            1,
            () -> {
              provider.getCacheManager(MANAGER, null);
              clockWasClosed.set(clock.isClosed());
            });
    awaitWaiting(next.get(0));
    proceed.countDown();
    join(closer);
    join(next);
    assertThat(clockWasClosed.get()).isTrue();
  }

  private static List<Thread> inThreads(int count, Runnable work) {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(work);
      threads.add(thread);
      thread.start();
    }
    return threads;
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(thread.isAlive() && !Thread.interrupted()).isTrue();
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static CompleteConfiguration<?, ?> completeConfigurationOf(Cache<?, ?> cache) {
    return cache.getConfiguration(CompleteConfiguration.class);
  }
}
