package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.testing.CapturedLog;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheManager;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is set for loading and expiry, and cannot be or means nothing. */
class LoadingSettingsTest {
  private static final javax.cache.expiry.Duration MINUTE =
      new javax.cache.expiry.Duration(TimeUnit.MINUTES, 1);

  private final EdgeCachingProvider provider = new EdgeCachingProvider(ManualTimeSource::new);

  @AfterEach
  void close() {
    provider.close();
  }

  private static EdgeCacheConfiguration<String, Object> plain() {
    EdgeCacheConfiguration<String, Object> configuration = new EdgeCacheConfiguration<>();
    configuration.setTypes(String.class, Object.class);
    return configuration;
  }

  private static EdgeCacheConfiguration<String, Object> readThrough() {
    EdgeCacheConfiguration<String, Object> configuration = plain();
    configuration.setReadThrough(true).setCacheLoaderFactory(SpecOrigin::new);
    return configuration;
  }

  @ParameterizedTest
  @CsvSource({
    "loading.refresh-after, 0 s",
    "loading.refresh-after, -5 s",
    "loading.refresh-after, 5",
    "loading.refresh-after, never",
    "loading.stale-while-revalidate, 0 ms",
    "loading.stale-while-revalidate, -1 ms",
    "loading.stale-if-error, 0 s",
    "loading.stale-if-error, -1 h",
    "loading.load-timeout, 0 s",
    "loading.load-timeout, -1 s",
    "loading.load-timeout, 4000 d",
    "expiry.jitter, -0.1",
    "expiry.jitter, 0.51",
    "expiry.jitter, NaN",
    "expiry.jitter, 10 %",
  })
  void what_breaks_the_rule_is_refused(String key, String value) {
    assertThatThrownBy(
            () -> provider.getCacheManager().createCache("c", readThrough().set(key, value)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining(key)
        .hasMessageContaining(value)
        .hasMessageContaining(key.equals("expiry.jitter") ? "from 0 to 0.5" : "off, or a time");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"refresh-after", "stale-while-revalidate", "stale-if-error", "load-timeout"})
  void a_cache_that_does_not_read_through_refuses_what_was_set_for_it(String name) {
    String key = "loading." + name;
    CacheManager manager = provider.getCacheManager();
    assertThatThrownBy(() -> manager.createCache("c", plain().set(key, "5 s")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining(key + " = \"5 s\" (EdgeCacheConfiguration of cache 'c')")
        .hasMessageContaining("does not read through a CacheLoader")
        .hasMessageContaining("setReadThrough(true)");
    EdgeCacheConfiguration<String, Object> noReadThrough = plain();
    noReadThrough.setCacheLoaderFactory(SpecOrigin::new);
    assertThatThrownBy(() -> manager.createCache("c", noReadThrough.set(key, "5 s")))
        .isInstanceOf(InvalidSettingException.class);
    assertThatCode(() -> manager.createCache("off", plain().set(key, "off")))
        .doesNotThrowAnyException();
    assertThatCode(() -> manager.createCache("through", readThrough().set(key, "5 s")))
        .doesNotThrowAnyException();
  }

  @Test
  void defaults_of_the_manager_mean_nothing_to_a_cache_that_does_not_read_through() {
    Properties defaults = new Properties();
    defaults.setProperty("heliosdb.edge.cache.loading.stale-if-error", "1 h");
    defaults.setProperty("heliosdb.edge.cache.loading.load-timeout", "1 s");
    CacheManager manager =
        provider.getCacheManager(java.net.URI.create("test:defaults"), null, defaults);

    assertThat(manager.createCache("c", plain()).get("k")).isNull();
  }

  @Test
  void a_refresh_that_comes_too_late_is_warned_of() {
    CacheManager manager = provider.getCacheManager();
    EdgeCacheConfiguration<String, Object> late =
        readThrough().set("loading.refresh-after", "60 s");
    late.setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(MINUTE));
    EdgeCacheConfiguration<String, Object> inTime =
        readThrough().set("loading.refresh-after", "59 s");
    inTime.setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(MINUTE));
    EdgeCacheConfiguration<String, Object> prolonged =
        readThrough().set("loading.refresh-after", "60 s");
    prolonged.setExpiryPolicyFactory(TouchedExpiryPolicy.factoryOf(MINUTE));
    try (CapturedLog log = new CapturedLog()) {
      manager.createCache("late", late);
      manager.createCache("in time", inTime);
      manager.createCache("prolonged", prolonged);

      assertThat(log.warnings()).hasSize(1);
      assertThat(log.warnings().get(0))
          .contains("loading.refresh-after of cache 'late' is 60000 ms")
          .contains("choose less than the time to live");
    }
  }

  @Test
  void jitter_brings_each_deadline_forward_by_a_share_of_its_own_and_never_back() {
    EdgeCacheConfiguration<String, Object> configuration = plain().set("expiry.jitter", "0.2");
    configuration.setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(MINUTE));
    EdgeCache<String, Object> cache =
        edge(provider.getCacheManager().createCache("c", configuration));
    EdgeCache<String, Object> same =
        edge(provider.getCacheManager().createCache("same", configuration));
    Duration earliest = Duration.ofMinutes(1);
    Duration latest = Duration.ZERO;
    for (int i = 0; i < 1_000; i++) {
      String key = "key" + i;
      cache.put(key, "v");
      same.put(key, "v");
      Duration left = cache.explain(key).timeToExpiry().orElseThrow();
      assertThat(left).isBetween(Duration.ofSeconds(48), Duration.ofMinutes(1));
      assertThat(same.explain(key).timeToExpiry()).as("in another run").contains(left);
      earliest = left.compareTo(earliest) < 0 ? left : earliest;
      latest = left.compareTo(latest) > 0 ? left : latest;
    }
    assertThat(earliest).isLessThan(Duration.ofSeconds(49));
    assertThat(latest).isGreaterThan(Duration.ofSeconds(59));
    cache.put("own", "v", Duration.ofMillis(1));
    assertThat(cache.explain("own").timeToExpiry()).contains(Duration.ofMillis(1));
    cache.put("eternal", "v", null);
    assertThat(cache.explain("eternal").timeToExpiry()).isEmpty();
  }

  @SuppressWarnings("unchecked") // a cache of the types its configuration has
  private static EdgeCache<String, Object> edge(javax.cache.Cache<String, Object> cache) {
    return cache.unwrap(EdgeCache.class);
  }
}
