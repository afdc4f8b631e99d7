package com.heliosdb.edge.cache.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application meets when its container starts and ends. */
class StartUpTest {
  private static final String NAME = StartUpTest.class.getName();

  @Test
  void a_private_method_is_refused() {
    assertRefused(
        Private.class, "@CacheResult on %s$Private.find(java.lang.String)", "a private method");
  }

  @Test
  void a_static_method_is_refused() {
    assertRefused(
        Static.class, "@CacheRemove on %s$Static.remove(java.lang.String)", "a static method");
  }

  @Test
  void a_final_method_is_refused() {
    assertRefused(Final.class, "@CacheRemoveAll on %s$Final.clear()", "a final method");
  }

  @Test
  void a_final_method_of_an_annotated_class_is_refused() {
    assertRefused(
        FinalOfClass.class, "@CacheResult on %s$FinalOfClass.find(int)", "a final method");
  }

  private static void assertRefused(Class<?> bean, String method, String what) {
    assertThatThrownBy(() -> Container.of(bean))
        .hasStackTraceContaining(
            method.formatted(NAME)
                + " has no effect, since "
                + what
                + " cannot be intercepted: make it an instance method that is neither private nor"
                + " final");
  }

  @Test
  void a_put_without_a_value_is_refused() {
    assertThatThrownBy(() -> Container.of(NoValue.class))
        .hasStackTraceContaining(
            "@CachePut on "
                + NAME
                + "$NoValue.put(java.lang.String) needs exactly one parameter with @CacheValue,"
                + " which is what it stores, but has 0");
  }

  @Test
  void a_put_with_two_values_is_refused() {
    assertThatThrownBy(() -> Container.of(TwoValues.class))
        .hasStackTraceContaining("$TwoValues.put(java.lang.String,int) needs exactly one")
        .hasStackTraceContaining("but has 2");
  }

  @Test
  void a_put_for_all_methods_of_a_class_needs_a_value_in_each() {
    assertThatThrownBy(() -> Container.of(PutClass.class))
        .hasStackTraceContaining("$PutClass.put(java.lang.String) needs exactly one");
  }

  @Test
  void an_unknown_setting_is_refused() {
    Map<String, String> settings = Map.of("annotations.single-fligth", "true");
    assertThatThrownBy(() -> Container.of(settings, Found.class))
        .hasStackTraceContaining("heliosdb.edge.cache.annotations.single-fligth is no setting")
        .hasStackTraceContaining(
            "the nearest valid key is heliosdb.edge.cache.annotations.single-flight");
  }

  @Test
  void a_missing_cache_is_created_with_the_settings_for_its_name() {
    Map<String, String> settings =
        Map.of(
            "caches.found.annotations.statistics", "true",
            "caches.found.annotations.time-to-live", "5 m",
            "heap.max-entries", "7");
    try (Container container = Container.of(settings, Found.class)) {
      CompleteConfiguration<?, ?> found = configuration(container.cache("found"));
      assertThat(found.isStatisticsEnabled()).isTrue();
      assertThat(found.isManagementEnabled()).isTrue();
      assertThat(found.getExpiryPolicyFactory().create().getExpiryForCreation())
          .isEqualTo(new Duration(java.util.concurrent.TimeUnit.MINUTES, 5));
      CompleteConfiguration<?, ?> failures = configuration(container.cache("failures"));
      assertThat(failures.isStatisticsEnabled()).isFalse();
      assertThat(failures.getExpiryPolicyFactory().create().getExpiryForCreation())
          .isEqualTo(Duration.ETERNAL);
    }
  }

  @SuppressWarnings("unchecked")
  private static CompleteConfiguration<?, ?> configuration(Cache<Object, Object> cache) {
    return cache.getConfiguration(CompleteConfiguration.class);
  }

  @Test
  void a_missing_cache_is_refused_if_told_so() {
    Map<String, String> settings = Map.of("annotations.missing-cache", "fail");
    assertThatThrownBy(() -> Container.of(settings, Found.class))
        .hasStackTraceContaining(
            "There is no cache 'found', which @CacheResult on "
                + NAME
                + "$Found.find(java.lang.String) names: create it before, or set"
                + " heliosdb.edge.cache.annotations.missing-cache = create");
  }

  @Test
  void a_cache_that_was_closed_is_opened_again() {
    try (Container container = Container.of(Found.class)) {
      Found found = container.bean(Found.class);
      assertThat(found.find("a")).isEqualTo("a");
      container.cache("found").close();
      assertThat(found.find("a")).isEqualTo("a");
      assertThat(container.cache("found")).hasSize(1);
    }
  }

  @Test
  void a_manager_of_the_application_takes_the_place_of_the_default_one() {
    try (Container container = Container.of(Found.class, OwnManager.class)) {
      container.bean(Found.class).find("a");
      assertThat(container.manager().getURI()).isEqualTo(OwnManager.NAME);
      assertThat(container.cache("found")).hasSize(1);
    }
  }

  @Test
  void the_default_manager_is_closed_with_the_container() {
    Container container = Container.of(Found.class);
    Cache<Object, Object> cache = container.cache("found");
    container.close();
    assertThat(cache.isClosed()).isTrue();
  }

  @Test
  void results_on_disk_survive_a_restart(@TempDir Path disk) {
    Map<String, String> settings =
        Map.of(
            "disk.enabled", "true",
            "disk.path", disk.toString(),
            "disk.capacity", "4 MiB");
    try (Container container = Container.of(settings, Found.class)) {
      assertThat(container.bean(Found.class).number("a", Size.LARGE, new int[] {1}, null))
          .isEqualTo(Found.calls);
      assertThat(container.bean(Found.class).nothing("a")).isNull();
    }
    int calls = Found.calls;
    try (Container container = Container.of(settings, Found.class)) {
      assertThat(container.bean(Found.class).number("a", Size.LARGE, new int[] {1}, null))
          .isEqualTo(calls - 1);
      assertThat(container.bean(Found.class).nothing("a")).isNull();
      assertThat(Found.calls).isEqualTo(calls);
    }
  }

  enum Size {
    SMALL,
    LARGE
  }

  @ApplicationScoped
  static class Found {
    static int calls;

    @CacheResult(cacheName = "found", exceptionCacheName = "failures")
    public String find(String id) {
      return id;
    }

    @CacheResult(cacheName = "numbers")
    public int number(String id, Size size, int[] more, Object none) {
      return ++calls;
    }

    @CacheResult(cacheName = "nothing")
    public String nothing(String id) {
      calls++;
      return null;
    }
  }

  @ApplicationScoped
  static class OwnManager {
    static final URI NAME = URI.create("own");

    @Produces
    @ApplicationScoped
    CacheManager open() {
      CachingProvider provider =
          Caching.getCachingProvider("com.heliosdb.edge.cache.jcache.EdgeCachingProvider");
      return provider.getCacheManager(NAME, getClass().getClassLoader());
    }

    void close(@Disposes CacheManager manager) {
      manager.close();
    }
  }

  @ApplicationScoped
  static class Private {
    public String findAny() {
      return find("any");
    }

    @CacheResult
    private String find(String id) {
      return id;
    }
  }

  @ApplicationScoped
  static class Static {
    @CacheRemove
    public static void remove(String id) {}
  }

  @ApplicationScoped
  static class Final {
    @CacheRemoveAll
    public final void clear() {}
  }

  @ApplicationScoped
  @CacheResult
  static class FinalOfClass {
    public final int find(int id) {
      return id;
    }
  }

  @ApplicationScoped
  static class NoValue {
    @CachePut
    public void put(String id) {}
  }

  @ApplicationScoped
  static class TwoValues {
    @CachePut
    public void put(@CacheValue String one, @CacheValue int two) {}
  }

  @ApplicationScoped
  @CachePut(cacheName = "put")
  static class PutClass {
    public void put(String id) {}
  }
}
