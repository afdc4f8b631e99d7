package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.jcache.CacheSpec.Copies;
import com.heliosdb.edge.cache.jcache.CacheSpec.Expiry;
import com.heliosdb.edge.cache.jcache.CacheSpec.Layout;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How caches begin and end: restart, clear, destruction, configuration, class loaders. */
@Timeout(120)
class LifecycleSpecTest {
  private static final URI MANAGER = URI.create("test:lifecycle");

  // ---------------------------------------------------------------- restart, clear, destruction

  @CacheSpec(layouts = {Layout.DISK, Layout.WARM, Layout.TIGHT})
  void what_was_stored_is_there_after_a_restart_wherever_it_was(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    for (int i = 0; i < 50; i++) {
      cache.put("key" + i, spec.value("old"));
      if (i % 2 == 0) {
        cache.get("key" + i);
        cache.put("key" + i, spec.value("new"));
      }
    }
    Map<String, Object> before = spec.content();
    spec.restart();
    assertThat(before).hasSize(50);
    assertThat(spec.content()).isEqualTo(before);
    spec.restart();
    assertThat(spec.content()).isEqualTo(before);
  }

  @CacheSpec(layouts = {Layout.DISK, Layout.WARM})
  void what_was_cleared_or_removed_does_not_come_back_at_a_restart(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    cache.put("cleared", spec.value("1"));
    cache.get("cleared");
    cache = spec.restart();
    cache.clear();
    assertThat(spec.content()).isEmpty();
    cache.put("after", spec.value("2"));
    cache.put("removed", spec.value("2"));
    cache.get("removed");
    cache.remove("removed");
    spec.restart();
    assertThat(spec.content()).isEqualTo(Map.of("after", spec.value("2")));
  }

  @CacheSpec
  void a_destroyed_and_recreated_cache_begins_empty_and_stays_so(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    cache.put("k", spec.value("1"));
    EdgeCache<String, Object> next = spec.recreate();
    assertThat(cache.isClosed()).isTrue();
    assertThat(spec.content()).isEmpty();
    next.put("l", spec.value("2"));
    if (spec.layout.onDisk()) {
      spec.restart();
    }
    assertThat(spec.content()).isEqualTo(Map.of("l", spec.value("2")));
  }

  @CacheSpec(copies = Copies.IMMUTABLE)
  void a_load_that_outlives_its_cache_never_shows_in_the_next(SpecCache spec) throws Exception {
    SpecOrigin origin = new SpecOrigin();
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch recreated = new CountDownLatch(1);
    origin.onLoad =
        key -> {
          loading.countDown();
          Together.await(recreated);
          return "late";
        };
    EdgeCacheConfiguration<String, Object> configuration = spec.configuration();
    configuration.setReadThrough(true).setCacheLoaderFactory(() -> origin);
    EdgeCache<String, Object> cache = spec.create(configuration);
    Together.run(
        2,
        thread -> {
          if (thread == 0) {
            assertThatThrownBy(() -> cache.get("k")).isInstanceOf(IllegalStateException.class);
          } else {
            Together.await(loading);
            spec.recreate();
            recreated.countDown();
          }
        });
    assertThat(spec.content()).isEmpty();
  }

  // ---------------------------------------------------------------- by reference

  @CacheSpec(copies = Copies.REFERENCE)
  void by_reference_the_very_object_comes_back(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    Object value = new Object();
    cache.put("k", value);
    assertThat(cache.get("k")).isSameAs(value);
    assertThat(cache.iterator().next().getValue()).isSameAs(value);
    assertThat(cache.getAndRemove("k")).isSameAs(value);
  }

  @CacheSpec(copies = Copies.MUTABLE)
  void by_value_no_object_is_shared_with_the_cache(SpecCache spec) {
    EdgeCache<String, Object> cache = spec.create();
    for (Tier tier : spec.tiers()) {
      SpecCache.Box given = new SpecCache.Box("1");
      cache.put("k", given);
      given.text = "changed";
      spec.bring("k", tier);
      SpecCache.Box read = (SpecCache.Box) cache.get("k");
      assertThat(read.text).isEqualTo("1");
      read.text = "changed";
      assertThat(cache.get("k")).isEqualTo(new SpecCache.Box("1"));
    }
  }

  @CacheSpec(layouts = Layout.HEAP, copies = Copies.REFERENCE)
  void by_reference_a_disk_of_its_own_is_refused_and_that_of_the_manager_not_used(SpecCache spec) {
    EdgeCacheConfiguration<String, Object> own = spec.configuration();
    own.setDiskPath(spec.directory());
    assertThatThrownBy(() -> spec.create(own))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll("disk.enabled", "'spec'", "by reference");
    Properties properties = new Properties();
    properties.put("heliosdb.edge.cache.disk.enabled", "true");
    properties.put("heliosdb.edge.cache.disk.path", spec.directory().toString());
    try (EdgeCachingProvider provider = new EdgeCachingProvider(ManualTimeSource::new)) {
      CacheManager manager = provider.getCacheManager(MANAGER, null, properties);
      EdgeCache<?, ?> cache =
          manager
              .createCache("c", new MutableConfiguration<>().setStoreByValue(false))
              .unwrap(EdgeCache.class);
      assertThat(cache.tierStatistics().tiers()).containsOnlyKeys(Tier.HEAP);
      assertThat(spec.directory()).isEmptyDirectory();
    }
  }

  // ---------------------------------------------------------------- configuration

  @CacheSpec(layouts = Layout.HEAP, copies = Copies.IMMUTABLE)
  void what_cannot_be_configured_is_refused_by_name_and_leaves_no_cache_behind(SpecCache spec) {
    Map<String, String[]> wrong =
        Map.of(
            "heap.capasity",
            new String[] {"1 MiB", "heap.capasity", "heap.capacity"},
            "heap.capacity",
            new String[] {"lots", "heap.capacity", "lots"},
            "heap.max-entries",
            new String[] {"0", "heap.max-entries", "0"},
            "tiering.promotion-threshold",
            new String[] {"0", "tiering.promotion-threshold", "0"},
            "tiering.demotion-idle",
            new String[] {"5", "tiering.demotion-idle", "5"},
            "tiering.policy",
            new String[] {"magic", "tiering.policy", "magic", "threshold"},
            "disk.enabled",
            new String[] {"perhaps", "disk.enabled", "perhaps"});
    wrong.forEach(
        (key, texts) ->
            assertThatThrownBy(() -> spec.create(spec.configuration().set(key, texts[0])))
                .as(key)
                .isInstanceOf(CacheException.class)
                .hasMessageContainingAll(texts[1], texts[texts.length - 1]));
    EdgeCacheConfiguration<String, Object> unknownStore = spec.configuration();
    unknownStore.setDiskPath(spec.directory()).set("disk.store", "tape");
    assertThatThrownBy(() -> spec.create(unknownStore))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll("disk.store", "tape", "ehcache");
    EdgeCacheConfiguration<String, Object> tooSmall = spec.configuration();
    tooSmall.setDiskPath(spec.directory()).setDiskCapacity(2 << 20).setHeapCapacity(2 << 20);
    assertThatThrownBy(() -> spec.create(tooSmall))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll("disk.capacity", "heap.capacity");
    assertThat(spec.manager().getCacheNames()).isEmpty();
    EdgeCache<String, Object> cache = spec.create();
    cache.put("k", "1");
    assertThat(cache.get("k")).isEqualTo("1");
  }

  @CacheSpec(expiry = {Expiry.ETERNAL, Expiry.TOUCHED})
  void a_listener_that_cannot_be_made_leaves_nothing_behind(SpecCache spec) {
    EdgeCacheConfiguration<String, Object> failing = spec.configuration();
    failing.addCacheEntryListenerConfiguration(
        new javax.cache.configuration.MutableCacheEntryListenerConfiguration<>(
            () -> {
              throw new IllegalStateException("as planned");
            },
            null,
            false,
            true));
    assertThatThrownBy(() -> spec.create(failing)).hasStackTraceContaining("as planned");
    assertThat(spec.manager().getCacheNames()).isEmpty();
    EdgeCache<String, Object> cache = spec.create();
    cache.put("k", spec.value("1"));
    assertThat(cache.get("k")).isEqualTo(spec.value("1"));
  }

  // ---------------------------------------------------------------- class loaders

  /** A value whose class each {@link Isolated} loader defines anew. */
  static final class Plain implements Serializable {
    private static final long serialVersionUID = 1L;
    final String text;

    Plain(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** A loader with a class of its own. */
  private static final class Isolated extends ClassLoader {
    Isolated() {
      super(LifecycleSpecTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null || !name.equals(Plain.class.getName())
            ? (known != null ? known : super.loadClass(name, resolve))
            : define(name);
      }
    }

    private Class<?> define(String name) {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Object plain(String text) throws ReflectiveOperationException {
      var constructor = loadClass(Plain.class.getName()).getDeclaredConstructor(String.class);
      constructor.setAccessible(true);
      return constructor.newInstance(text);
    }
  }

  @Test
  void values_are_of_the_managers_loader_and_let_go_of_it_when_it_is_closed(@TempDir Path directory)
      throws Exception {
    try (EdgeCachingProvider provider = new EdgeCachingProvider(ManualTimeSource::new)) {
      WeakReference<ClassLoader> first = useAndClose(provider, directory, true);
      WeakReference<ClassLoader> second = useAndClose(provider, directory, false);
      assertThat(isCollected(first)).isTrue();
      assertThat(isCollected(second)).isTrue();
    }
  }

  private static WeakReference<ClassLoader> useAndClose(
      EdgeCachingProvider provider, Path directory, boolean write) throws Exception {
    Isolated loader = new Isolated();
    EdgeCacheConfiguration<String, Object> configuration = new EdgeCacheConfiguration<>();
    configuration.setDiskPath(directory).setDiskCapacity(8 << 20).setHeapCapacity(1 << 20);
    configuration.set("disk.slices", "1").set("disk.min-free", "0 B").setPromotionThreshold(1);
    CacheManager manager = provider.getCacheManager(MANAGER, loader);
    var cache = manager.createCache("plain", configuration);
    SpecCache.awaitRecovery("plain");
    if (write) {
      cache.put("k", loader.plain("1"));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(cache.get("k").getClass().getClassLoader()).isSameAs(loader);
      assertThat(cache.get("k")).hasToString("1");
    }
    manager.close();
    return new WeakReference<>(loader);
  }

  private static boolean isCollected(WeakReference<?> reference) {
    for (int i = 0; i < 20 && reference.get() != null; i++) {
      System.gc();
    }
    return reference.get() == null;
  }
}
