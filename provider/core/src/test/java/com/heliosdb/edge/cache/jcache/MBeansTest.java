package com.heliosdb.edge.cache.jcache;

import static com.heliosdb.edge.cache.jcache.MBeans.Kind.CONFIGURATION;
import static com.heliosdb.edge.cache.jcache.MBeans.Kind.STATISTICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.heliosdb.edge.cache.management.EdgeCacheStatisticsMXBean;
import com.heliosdb.edge.cache.management.LoadingStatistics;
import com.heliosdb.edge.cache.management.PrefetchStatistics;
import com.heliosdb.edge.cache.stats.CacheCounters;
import com.heliosdb.edge.cache.stats.TierCounters;
import com.heliosdb.edge.cache.tier.TierView;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import javax.cache.configuration.MutableConfiguration;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MBeansTest {
  private static final URI MANAGER = URI.create("test:a,b=c");

  private static final PrefetchStatistics PREFETCH =
      new PrefetchStatistics(8, 6, 1, 2, 3, 1, 4, 5, true);
  private static final LoadingStatistics LOADING = new LoadingStatistics(1, 2, 3, 4, 5);

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final CacheCounters counters = new CacheCounters();
  private final TierCounters heap = new TierCounters();
  private final StatisticsBean statistics =
      new StatisticsBean(
          counters,
          new TierView(heap, () -> 11, () -> 22, 33),
          null,
          null,
          () -> "",
          () -> PREFETCH,
          () -> LOADING);
  private final MBeans beans = new MBeans(MANAGER, "orders");

  @AfterEach
  void leaveNothing() throws Exception {
    beans.unregisterAll();
    assertThat(server.queryNames(new ObjectName("javax.cache:CacheManager=test.a.b.c,*"), null))
        .isEmpty();
  }

  @Test
  void registers_under_the_names_of_the_specification() throws Exception {
    beans.register(STATISTICS, statistics);
    beans.register(CONFIGURATION, new ManagementBean(MutableConfiguration::new));
    assertThat(
            server.isRegistered(
                new ObjectName(
                    "javax.cache:type=CacheStatistics,CacheManager=test.a.b.c,Cache=orders")))
        .isTrue();
    assertThat(
            server.isRegistered(
                new ObjectName(
                    "javax.cache:type=CacheConfiguration,CacheManager=test.a.b.c,Cache=orders")))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b", "a:b", "a=b", "a\nb", "a*b", "a?b", "a\"b"})
  void what_an_object_name_cannot_hold_becomes_a_dot(String cacheName) {
    ObjectName name = MBeans.objectName(STATISTICS, "uri", cacheName);
    assertThat(name.getKeyProperty("Cache")).isEqualTo("a.b");
    assertThat(name.isPattern()).isFalse();
  }

  @Test
  void registering_and_unregistering_twice_is_as_good_as_once() {
    beans.register(STATISTICS, statistics);
    beans.register(STATISTICS, statistics);
    beans.unregister(STATISTICS);
    beans.unregister(STATISTICS);
    beans.unregister(CONFIGURATION);
    assertThat(server.isRegistered(MBeans.objectName(STATISTICS, MANAGER.toString(), "orders")))
        .isFalse();
  }

  @Test
  void a_name_that_another_cache_has_stays_with_it() {
    MBeans other = new MBeans(MANAGER, "orders");
    beans.register(STATISTICS, statistics);
    other.register(STATISTICS, statistics);
    other.unregisterAll();
    assertThat(server.isRegistered(MBeans.objectName(STATISTICS, MANAGER.toString(), "orders")))
        .isTrue();
  }

  @Test
  void the_tiers_are_attributes_of_the_statistics_bean() throws Exception {
    counters.puts.add(5);
    counters.removals.add(6);
    counters.getTime.add(2_000, 1);
    counters.getTime.add(4_000, 1);
    hit(heap, 3);
    heap.misses.add(1);
    heap.evictions.add(7);
    heap.promotions.add(9);
    beans.register(STATISTICS, statistics);
    ObjectName name = MBeans.objectName(STATISTICS, MANAGER.toString(), "orders");
    TreeMap<String, Object> attributes = new TreeMap<>();
    String[] names =
        Arrays.stream(server.getMBeanInfo(name).getAttributes())
            .map(MBeanAttributeInfo::getName)
            .toArray(String[]::new);
    for (Attribute attribute : server.getAttributes(name, names).asList()) {
      attributes.put(attribute.getName(), attribute.getValue());
    }
    assertThat(attributes)
        .containsEntry("CacheHits", 3L)
        .containsEntry("CacheMisses", 1L)
        .containsEntry("CacheGets", 4L)
        .containsEntry("CachePuts", 5L)
        .containsEntry("CacheRemovals", 6L)
        .containsEntry("CacheEvictions", 7L)
        .containsEntry("CacheHitPercentage", 75f)
        .containsEntry("CacheMissPercentage", 25f)
        .containsEntry("AverageGetTime", 3f)
        .containsEntry("MeanLatencyMicros", 3.0)
        .containsEntry("HeapHitPercentage", 75.0)
        .containsEntry("HeapPromotions", 9L)
        .containsEntry("HeapEntries", 11L)
        .containsEntry("HeapBytes", 22L)
        .containsEntry("DiskHits", 0L)
        .containsEntry("DiskHitPercentage", 0.0)
        .containsEntry("PrefetchAccuracyPercentage", 75f)
        .containsEntry("PrefetchFetches", 8L)
        .containsEntry("PrefetchStopped", true)
        .containsEntry("StaleServed", 1L)
        .containsEntry("LoadRefreshes", 2L)
        .containsEntry("LoadRefreshFailures", 3L)
        .containsEntry("LoadFailures", 4L)
        .containsEntry("LoadTimeouts", 5L)
        .hasSize(11 + 1 + 2 * 12 + 18 + 8 + 5);
  }

  @Test
  void clearing_sets_cache_and_tiers_to_zero_and_keeps_what_is_held() {
    hit(heap, 3);
    heap.latency.add(1_000, 1);
    statistics.clear();
    assertThat(statistics.getCacheHits()).isZero();
    assertThat(statistics.getCacheHitPercentage()).isZero();
    assertThat(statistics.getCacheMissPercentage()).isZero();
    assertThat(statistics.getHeapHits()).isZero();
    assertThat(statistics.getHeapMeanLatencyMicros()).isCloseTo(0, within(0.0));
    assertThat(statistics.getHeapEntries()).isEqualTo(11);
  }

  @Test
  void the_management_bean_shows_the_present_configuration() {
    MutableConfiguration<String, Long> configuration =
        new MutableConfiguration<String, Long>().setTypes(String.class, Long.class);
    ManagementBean bean = new ManagementBean(() -> configuration);
    assertThat(bean.isStatisticsEnabled()).isFalse();
    configuration.setStatisticsEnabled(true).setManagementEnabled(true).setStoreByValue(false);
    assertThat(bean.getKeyType()).isEqualTo("java.lang.String");
    assertThat(bean.getValueType()).isEqualTo("java.lang.Long");
    assertThat(
            List.of(
                bean.isStatisticsEnabled(),
                bean.isManagementEnabled(),
                bean.isStoreByValue(),
                bean.isReadThrough(),
                bean.isWriteThrough()))
        .containsExactly(true, true, false, false, false);
    assertThat(EdgeCacheStatisticsMXBean.class).isAssignableFrom(StatisticsBean.class);
  }

  private static void hit(TierCounters counters, int times) {
    for (int i = 0; i < times; i++) {
      counters.hits.hit();
    }
  }
}
