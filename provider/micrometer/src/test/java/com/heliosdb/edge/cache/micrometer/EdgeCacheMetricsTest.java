package com.heliosdb.edge.cache.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.TierStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The meters against the statistics and JMX, by what a cache was seen to do. */
class EdgeCacheMetricsTest {
  private static final Map<String, ToDoubleFunction<TierStatistics>> COUNTERS =
      Map.of(
          "puts", TierStatistics::puts,
          "promotions", TierStatistics::promotions,
          "demotions", TierStatistics::demotions,
          "evictions", TierStatistics::evictions,
          "expirations", TierStatistics::expirations,
          "faults", TierStatistics::faults);

  @TempDir Path disk;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private CacheManager manager;

  @BeforeEach
  void openManager() {
    manager = Caching.getCachingProvider().getCacheManager();
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  private EdgeCache<String, String> onDisk() {
    return edge("tiers", configuration().setDiskPath(disk).setDiskCapacity(4 << 20));
  }

  private static EdgeCacheConfiguration<String, String> configuration() {
    EdgeCacheConfiguration<String, String> configuration = new EdgeCacheConfiguration<>();
    configuration.setStatisticsEnabled(true);
    return configuration;
  }

  @SuppressWarnings("unchecked") // of the types it was made with
  private EdgeCache<String, String> edge(
      String name, EdgeCacheConfiguration<String, String> configuration) {
    return manager.createCache(name, configuration).unwrap(EdgeCache.class);
  }

  /** 30 entries on disk, 10 of them promoted, 5 removed, 7 misses. */
  private static void use(EdgeCache<String, String> cache) {
    for (int i = 0; i < 30; i++) {
      cache.put("key" + i, "value" + i);
    }
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 10; i++) {
        assertThat(cache.get("key" + i)).isEqualTo("value" + i);
      }
    }
    for (int i = 0; i < 5; i++) {
      cache.remove("key" + (20 + i));
    }
    for (int i = 0; i < 7; i++) {
      assertThat(cache.get("none" + i)).isNull();
    }
  }

  @Test
  void every_meter_says_what_the_statistics_say() {
    EdgeCache<String, String> cache = EdgeCacheMetrics.monitor(registry, onDisk(), "node", "a");
    use(cache);

    EdgeCacheStatistics statistics = cache.tierStatistics();
    assertThat(statistics.tiers()).containsOnlyKeys(Tier.HEAP, Tier.DISK);
    assertThat(statistics.hits()).isEqualTo(100);
    assertThat(gets("cache.gets", "hit").functionCounter().count()).isEqualTo(100);
    assertThat(gets("cache.gets", "miss").functionCounter().count()).isEqualTo(7);
    assertThat(registry.get("cache.puts").functionCounter().count()).isEqualTo(30);
    assertThat(registry.get("cache.removals").functionCounter().count()).isEqualTo(5);
    assertThat(registry.get("cache.evictions").functionCounter().count()).isZero();
    assertThat(registry.get("cache.size").gauge().value()).isEqualTo(25);

    assertThat(statistics.tiers().get(Tier.DISK).promotions()).isEqualTo(10);
    statistics.tiers().forEach(this::assertMeters);
    assertThat(registry.getMeters())
        .allSatisfy(
            meter -> {
              assertThat(meter.getId().getTag("cache")).isEqualTo("tiers");
              assertThat(meter.getId().getTag("node")).isEqualTo("a");
              assertThat(meter.getId().getDescription()).isNotBlank();
            });
  }

  private void assertMeters(Tier tier, TierStatistics statistics) {
    String tag = tier.name().toLowerCase(Locale.ROOT);
    COUNTERS.forEach(
        (name, value) ->
            assertThat(tier(name, tag).functionCounter().count())
                .as(name + " of " + tag)
                .isEqualTo(value.applyAsDouble(statistics)));
    assertThat(tier("gets", tag).tag("result", "hit").functionCounter().count())
        .isEqualTo((double) statistics.hits());
    assertThat(tier("gets", tag).tag("result", "miss").functionCounter().count())
        .isEqualTo((double) statistics.misses());
    assertThat(tier("entries", tag).gauge().value())
        .isEqualTo((double) statistics.entries())
        .isPositive();
    Gauge size = tier("size", tag).gauge();
    assertThat(size.value()).isEqualTo((double) statistics.bytes()).isPositive();
    assertThat(size.getId().getBaseUnit()).isEqualTo("bytes");
    TimeGauge latency = tier("latency", tag).timeGauge();
    // The gauge converts units in floating point: the last digit may differ.
    assertThat(latency.value(TimeUnit.MICROSECONDS))
        .isCloseTo(statistics.meanLatencyMicros(), withinPercentage(1e-9))
        .isPositive();
  }

  @Test
  void the_meters_say_what_jmx_says() throws JMException {
    EdgeCache<String, String> cache = EdgeCacheMetrics.monitor(registry, onDisk());
    use(cache);

    assertThat(gets("cache.gets", "hit").functionCounter().count()).isEqualTo(jmx("CacheHits"));
    assertThat(gets("cache.gets", "miss").functionCounter().count()).isEqualTo(jmx("CacheMisses"));
    assertThat(registry.get("cache.puts").functionCounter().count()).isEqualTo(jmx("CachePuts"));
    assertThat(registry.get("cache.removals").functionCounter().count())
        .isEqualTo(jmx("CacheRemovals"));
    assertThat(tier("promotions", "disk").functionCounter().count())
        .isEqualTo(jmx("DiskPromotions"));
    assertThat(tier("entries", "heap").gauge().value()).isEqualTo(jmx("HeapEntries"));
    assertThat(tier("size", "disk").gauge().value()).isEqualTo(jmx("DiskBytes"));
  }

  private static double jmx(String attribute) throws JMException {
    Object value =
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName(
                    "javax.cache:type=CacheStatistics,CacheManager=heliosdb.edge,Cache=tiers"),
                attribute);
    return ((Number) value).doubleValue();
  }

  @Test
  void a_cache_without_a_disk_has_no_meters_of_one() {
    EdgeCacheMetrics.monitor(registry, edge("heap", configuration()));

    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        .extracting(id -> id.getTag("tier"))
        .filteredOn(tier -> tier != null)
        .isNotEmpty()
        .containsOnly("heap");
  }

  @Test
  void after_the_close_counters_stay_and_gauges_say_that_nothing_is_held() {
    EdgeCache<String, String> cache = EdgeCacheMetrics.monitor(registry, onDisk());
    use(cache);
    FunctionCounter hits = gets("cache.gets", "hit").functionCounter();
    assertThat(hits.count()).isEqualTo(100);

    cache.close();

    assertThat(hits.count()).isEqualTo(100);
    assertThat(tier("promotions", "disk").functionCounter().count()).isEqualTo(10);
    assertThat(tier("entries", "disk").gauge().value()).isZero();
    assertThat(registry.get("cache.size").gauge().value()).isZero();
  }

  @Test
  void a_cache_created_anew_takes_the_place_of_the_closed_one() {
    registry.config().commonTags("service", "shop");
    EdgeCacheMetrics.monitor(registry, edge("anew", configuration()), "node", "other")
        .put("k", "v");
    EdgeCacheMetrics.monitor(registry, edge("more", configuration())).put("k", "v");
    manager.destroyCache("anew");
    EdgeCacheMetrics.monitor(registry, edge("anew", configuration())).put("k", "v");
    int meters = registry.getMeters().size();
    manager.destroyCache("anew");

    EdgeCache<String, String> cache =
        EdgeCacheMetrics.monitor(registry, edge("anew", configuration()));
    cache.put("a", "1");
    cache.put("b", "2");
    cache.get("a");

    assertThat(puts("anew").tag("node", "other").functionCounters()).hasSize(1);
    assertThat(puts("more").functionCounter().count()).isEqualTo(1);
    registry.remove(puts("anew").tag("node", "other").meter());
    assertThat(puts("anew").functionCounter().count()).isEqualTo(2);
    assertThat(gets("cache.gets", "hit").tag("cache", "anew").functionCounters())
        .extracting(FunctionCounter::count)
        .contains(1.0);
    assertThat(registry.getMeters()).hasSize(meters - 1);
  }

  private RequiredSearch puts(String cache) {
    return registry.get("cache.puts").tag("cache", cache);
  }

  @Test
  void a_cache_of_another_provider_is_refused() {
    Cache<String, String> foreign = foreign();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> EdgeCacheMetrics.monitor(registry, foreign))
        .withMessage("not ours");
  }

  @SuppressWarnings("unchecked") // answers nothing but unwrap
  private static Cache<String, String> foreign() {
    return (Cache<String, String>)
        Proxy.newProxyInstance(
            Cache.class.getClassLoader(),
            new Class<?>[] {Cache.class},
            (proxy, method, arguments) -> {
              throw new IllegalArgumentException("not ours");
            });
  }

  private RequiredSearch gets(String name, String result) {
    return registry.get(name).tag("result", result);
  }

  private RequiredSearch tier(String name, String tier) {
    return registry.get("cache.tier." + name).tag("tier", tier);
  }
}
