package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.TierAccessListener;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.management.PrefetchStatistics;
import com.heliosdb.edge.cache.testing.CapturedLog;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.Factory;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrefetchTest {
  private static final Duration PERIOD = Duration.ofSeconds(150);

  private static final javax.cache.expiry.Duration MINUTE =
      new javax.cache.expiry.Duration(TimeUnit.SECONDS, 60);

  private final ManualTimeSource clock = new ManualTimeSource();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final EdgeCachingProvider provider = new EdgeCachingProvider(DeferredTime::new);
  private final List<String> loads = new ArrayList<>();
  private boolean originFails;

  /** The clock of the test; what goes to the background waits until the test runs it. */
  private final class DeferredTime implements TimeSource {
    @Override
    public long millis() {
      return clock.millis();
    }

    @Override
    public long nanos() {
      return clock.nanos();
    }

    @Override
    public Registration every(Duration period, Runnable task) {
      return clock.every(period, task);
    }

    @Override
    public Registration after(Duration delay, Runnable task) {
      return clock.after(delay, task);
    }

    @Override
    public Executor background(Executor threads) {
      return background::add;
    }
  }

  private final class Loader implements CacheLoader<String, String> {
    @Override
    public String load(String key) {
      if (originFails) {
        throw new CacheLoaderException("the origin is away");
      }
      loads.add(key);
      return key + "#" + loads.size();
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      throw new UnsupportedOperationException("keys are loaded one by one");
    }
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private EdgeCache<String, String> cache(String mode) {
    return cache(mode, ModifiedExpiryPolicy.factoryOf(MINUTE));
  }

  private EdgeCache<String, String> cache(String mode, Factory<? extends ExpiryPolicy> expiry) {
    EdgeCacheConfiguration<String, String> configuration = new EdgeCacheConfiguration<>();
    configuration
        .set("prefetch.mode", mode)
        .setTypes(String.class, String.class)
        .setStatisticsEnabled(true)
        .setReadThrough(true)
        .setCacheLoaderFactory(new FactoryBuilder.SingletonFactory<>(new Loader()))
        .setExpiryPolicyFactory(expiry);
    Cache<String, String> cache = provider.getCacheManager().createCache("c", configuration);
    @SuppressWarnings("unchecked")
    EdgeCache<String, String> edge = cache.unwrap(EdgeCache.class);
    return edge;
  }

  private void advance(Duration time) {
    for (Duration left = time; !left.isZero(); left = left.minusMillis(250)) {
      clock.advance(Duration.ofMillis(250));
      runBackground();
    }
  }

  private void runBackground() {
    for (Runnable task = background.poll(); task != null; task = background.poll()) {
      task.run();
    }
  }

  private void learn(EdgeCache<String, String> cache) {
    for (int i = 0; i < 5; i++) {
      assertThat(cache.get("k")).isNotNull();
      advance(PERIOD);
    }
  }

  @Test
  void a_steady_key_is_loaded_before_it_is_asked_for() {
    EdgeCache<String, String> cache = cache("calibrated");
    learn(cache);
    int before = loads.size();
    assertThat(cache.tierOf("k")).isPresent();

    cache.get("k");

    assertThat(loads).hasSize(before);
    PrefetchStatistics statistics = cache.tierStatistics().prefetch();
    advance(Duration.ofSeconds(1));
    assertThat(statistics.fetches()).isPositive();
    assertThat(cache.tierStatistics().prefetch().useful()).isPositive();
    assertThat(cache.prefetchPredictions(PERIOD)).containsExactly("k");
  }

  @Test
  void what_is_fetched_before_an_entry_expires_lives_as_long_as_a_new_one() {
    EdgeCache<String, String> cache = cache("calibrated", CreatedExpiryPolicy.factoryOf(MINUTE));
    for (int i = 0; i < 40; i++) {
      assertThat(cache.get("k")).isNotNull();
      // Too unsteady to be fetched just in time.
      advance(Duration.ofSeconds(i % 2 == 0 ? 3 : 23));
    }

    assertThat(cache.tierStatistics().prefetch().misses()).isLessThanOrEqualTo(1);
    assertThat(cache.tierStatistics().prefetch().useful()).isGreaterThan(5);
  }

  @Test
  void what_is_written_meanwhile_stays() {
    EdgeCache<String, String> cache = cache("calibrated");
    learn(cache);
    cache.get("k");
    // Up to the moment when it is to be fetched, but not yet fetched.
    while (background.isEmpty()) {
      clock.advance(Duration.ofMillis(250));
    }
    cache.put("k", "mine");
    runBackground();

    assertThat(cache.get("k")).isEqualTo("mine");
  }

  @Test
  void a_loader_that_fails_ahead_of_demand_is_counted_and_reaches_no_reader() {
    EdgeCache<String, String> cache = cache("calibrated");
    learn(cache);
    assertThat(cache.get("k")).isNotNull();
    originFails = true;
    advance(PERIOD);
    originFails = false;

    assertThat(cache.tierStatistics().prefetch().failures()).isPositive();
    assertThat(cache.get("k")).isNotNull();
  }

  @Test
  void what_is_still_to_be_fetched_when_the_cache_closes_is_dropped_without_complaint() {
    EdgeCache<String, String> cache = cache("calibrated");
    learn(cache);
    cache.get("k");
    while (background.isEmpty()) {
      clock.advance(Duration.ofMillis(250));
    }
    int before = loads.size();
    try (CapturedLog log = new CapturedLog()) {
      cache.close();
      runBackground();
      assertThat(log.warnings()).isEmpty();
    }
    assertThat(loads).hasSize(before);
  }

  @Test
  void off_knows_no_key_and_fetches_nothing() {
    EdgeCache<String, String> cache = cache("off");
    learn(cache);

    assertThat(cache.prefetchPredictions(Duration.ofDays(1))).isEmpty();
    assertThat(cache.tierStatistics().prefetch().fetches()).isZero();
    assertThat(loads).hasSize(5);
  }

  @Test
  void a_users_listener_is_told_of_hits_and_misses() {
    EdgeCache<String, String> cache = cache("off");
    List<String> told = new ArrayList<>();
    TierAccessListener<String, String> listener =
        event -> told.add(event.kind() + " " + event.key() + " " + event.idle().toMillis());
    cache.registerTierListener(
        new MutableCacheEntryListenerConfiguration<>(
            new FactoryBuilder.SingletonFactory<>(listener), null, false, false));
    clock.advance(Duration.ofMillis(500));
    cache.get("k");
    clock.advance(Duration.ofMillis(500));
    assertThat(told).containsExactly(TierEvent.Kind.MISS + " k 500");
    told.clear();
    for (int i = 0; i < 10; i++) {
      cache.get("k");
    }
    clock.advance(Duration.ofSeconds(1));

    // Of hits on the heap at most one a second.
    assertThat(told).containsExactly(TierEvent.Kind.ACCESS + " k 1000");
  }
}
