package com.heliosdb.edge.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.TierStatistics;
import com.heliosdb.edge.cache.spring.EdgeCacheEndpoint.CacheDescriptor;
import com.heliosdb.edge.cache.spring.EdgeCacheEndpoint.EntryDescriptor;
import com.heliosdb.edge.cache.spring.EdgeCacheEndpoint.TierDescriptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.interceptor.SimpleKey;

/** Endpoint, health and meters over one cache with two tiers. */
class ActuatorTest {
  @TempDir Path disk;

  private ApplicationContextRunner actuator() {
    return withActuator(Contexts.catalogue())
        .withPropertyValues(
            "management.endpoints.web.exposure.include=edgecache",
            "heliosdb.edge.cache.disk.path=" + disk,
            "heliosdb.edge.cache.disk.capacity=16 MiB",
            "heliosdb.edge.cache.caches.products.disk.enabled=true");
  }

  private static ApplicationContextRunner withActuator(ApplicationContextRunner runner) {
    return runner
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withPropertyValues(
            "management.endpoints.jmx.exposure.include=edgecache", "spring.jmx.enabled=true")
        .withConfiguration(
            AutoConfigurations.of(
                EdgeCacheEndpointAutoConfiguration.class,
                EdgeCacheHealthAutoConfiguration.class,
                EdgeCacheMetricsAutoConfiguration.class,
                CacheMetricsAutoConfiguration.class));
  }

  private static void use(Catalogue catalogue) {
    for (int round = 0; round < 9; round++) {
      for (int id = 0; id < 5; id++) {
        catalogue.product(id);
      }
    }
    catalogue.forget(4);
  }

  @Test
  void endpoint_meters_statistics_and_jmx_show_the_same_numbers() {
    actuator()
        .run(
            context -> {
              use(context.getBean(Catalogue.class));
              EdgeCacheStatistics statistics = Contexts.cache(context, "products").tierStatistics();
              CacheDescriptor shown =
                  context.getBean(EdgeCacheEndpoint.class).caches().caches().get("products");
              MeterRegistry meters = context.getBean(MeterRegistry.class);

              assertThat(statistics.hits()).isEqualTo(40);
              assertThat(statistics.misses()).isEqualTo(5);
              assertThat(shown.hits()).isEqualTo(40).isEqualTo(jmx("CacheHits"));
              assertThat(shown.misses()).isEqualTo(5).isEqualTo(jmx("CacheMisses"));
              assertThat(shown.puts()).isEqualTo(5).isEqualTo(jmx("CachePuts"));
              assertThat(shown.removals()).isEqualTo(1).isEqualTo(jmx("CacheRemovals"));
              assertThat(counter(meters, "cache.gets", "result", "hit")).isEqualTo(40);
              assertThat(counter(meters, "cache.gets", "result", "miss")).isEqualTo(5);
              assertThat(counter(meters, "cache.puts")).isEqualTo(5);
              assertThat(shown.tiers()).containsOnlyKeys("heap", "disk");
              assertThat(shown.tiers().get("disk").promotions()).isPositive();
              statistics
                  .tiers()
                  .forEach((tier, of) -> assertSame(of, shown.tiers().get(Names.of(tier)), meters));
              assertThat(shown.tiers().get("disk").hits()).isEqualTo(jmx("DiskHits"));
              assertThat(shown.tiers().get("heap").bytes()).isEqualTo(jmx("HeapBytes"));
            });
  }

  private static void assertSame(TierStatistics tier, TierDescriptor shown, MeterRegistry meters) {
    String name = Names.of(tier.tier());
    assertThat(shown.hits()).isEqualTo(tier.hits());
    assertThat(shown.misses()).isEqualTo(tier.misses());
    assertThat(shown.entries()).isEqualTo(tier.entries());
    assertThat(shown.bytes()).isEqualTo(tier.bytes()).isPositive();
    assertThat(counter(meters, "cache.tier.gets", "tier", name, "result", "hit"))
        .isEqualTo(tier.hits());
    assertThat(counter(meters, "cache.tier.promotions", "tier", name)).isEqualTo(tier.promotions());
    assertThat(counter(meters, "cache.tier.demotions", "tier", name)).isEqualTo(tier.demotions());
    assertThat(
            (long)
                meters
                    .get("cache.tier.size")
                    .tags("cache", "products", "tier", name)
                    .gauge()
                    .value())
        .isEqualTo(tier.bytes());
  }

  private static long counter(MeterRegistry meters, String name, String... tags) {
    return (long) meters.get(name).tag("cache", "products").tags(tags).functionCounter().count();
  }

  private static long jmx(String attribute) throws JMException {
    ObjectName name =
        new ObjectName(
            "javax.cache:type=CacheStatistics,CacheManager=heliosdb.edge,Cache=products");
    return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(name, attribute);
  }

  @Test
  void the_endpoint_explains_keys_of_the_types_annotations_use() {
    actuator()
        .run(
            context -> {
              EdgeCacheEndpoint endpoint = context.getBean(EdgeCacheEndpoint.class);
              context.getBean(Catalogue.class).product(7);
              EdgeCache<Object, Object> cache = Contexts.cache(context, "products");
              cache.put("7a", "text");
              cache.put(SimpleKey.EMPTY, "of no arguments");

              assertThat(entry(endpoint, "7"))
                  .returns("java.lang.Long", EntryDescriptor::keyType)
                  .returns("disk", EntryDescriptor::tier)
                  .satisfies(entry -> assertThat(entry.lastMove()).isNotBlank());
              assertThat(entry(endpoint, "7a")).returns("disk", EntryDescriptor::tier);
              assertThat(entry(endpoint, "SimpleKey []")).returns("disk", EntryDescriptor::tier);
              assertThat(entry(endpoint, "8"))
                  .returns(null, EntryDescriptor::tier)
                  .returns(null, EntryDescriptor::ageMillis);
              assertThat(endpoint.cache("products", null).entry()).isNull();
              assertThat(endpoint.cache("none", null)).isNull();
              assertThat(endpoint.demote("none")).isNull();
            });
  }

  private static EntryDescriptor entry(EdgeCacheEndpoint endpoint, String key) {
    return endpoint.cache("products", key).entry();
  }

  @Test
  void text_that_is_no_key_of_a_typed_cache_is_refused() {
    actuator()
        .run(
            context -> {
              context
                  .getBean(CacheManager.class)
                  .createCache(
                      "typed",
                      new MutableConfiguration<Long, String>().setTypes(Long.class, String.class));
              EdgeCacheEndpoint endpoint = context.getBean(EdgeCacheEndpoint.class);

              assertThat(endpoint.cache("typed", "12").entry().keyType())
                  .isEqualTo("java.lang.Long");
              assertThatExceptionOfType(InvalidEndpointRequestException.class)
                  .isThrownBy(() -> endpoint.cache("typed", "twelve"))
                  .withMessage(
                      "'twelve' is no java.lang.Long, which the keys of cache 'typed' are");
            });
  }

  @Test
  void the_endpoint_demotes_cold_entries() {
    actuator()
        .withPropertyValues(
            "heliosdb.edge.cache.tiering.demotion-idle=1 ms",
            "heliosdb.edge.cache.tiering.scan-interval=1 d")
        .run(
            context -> {
              use(context.getBean(Catalogue.class));
              EdgeCacheEndpoint endpoint = context.getBean(EdgeCacheEndpoint.class);
              long onHeap = endpoint.cache("products", null).tiers().get("heap").entries();
              assertThat(onHeap).isPositive();

              int demoted = 0;
              while (demoted < onHeap) { // the clock of the accesses is coarse
                demoted += endpoint.demote("products").demoted();
              }

              TierDescriptor heap = endpoint.cache("products", null).tiers().get("heap");
              assertThat(heap.demotions()).isEqualTo(onHeap);
              assertThat(heap.entries()).isZero();
            });
  }

  @Test
  void health_says_which_tiers_are_in_use() {
    actuator()
        .run(
            context ->
                assertThat(health(context.getBean(HealthIndicator.class)))
                    .returns(Status.UP, Health::getStatus)
                    .extracting(Health::getDetails)
                    .isEqualTo(
                        Map.of(
                            "products", Map.of("disk", "in use", "heap", "in use"),
                            "prices", Map.of("heap", "in use"))));
  }

  @Test
  void health_is_degraded_while_a_tier_stands_aside() {
    actuator()
        .withPropertyValues(
            "heliosdb.edge.cache.disk.store=broken", "heliosdb.edge.cache.disk.retry-after=1 d")
        .run(
            context -> {
              Catalogue catalogue = context.getBean(Catalogue.class);
              assertThat(catalogue.product(1)).isEqualTo("product 1");
              assertThat(catalogue.product(1)).isEqualTo("product 1");

              Health health = health(context.getBean(HealthIndicator.class));
              assertThat(health.getStatus().getCode()).isEqualTo("DEGRADED");
              assertThat(health.getDetails())
                  .containsEntry("products", Map.of("disk", "aside", "heap", "in use"));
              TierDescriptor tier =
                  context
                      .getBean(EdgeCacheEndpoint.class)
                      .cache("products", null)
                      .tiers()
                      .get("disk");
              assertThat(tier.aside()).isTrue();
              assertThat(tier.faults()).isPositive();
            });
  }

  private static Health health(HealthIndicator indicator) {
    return indicator.health();
  }

  @Test
  void without_a_cache_manager_of_springs_our_own_are_bound() {
    withActuator(Contexts.runner())
        .withPropertyValues("spring.cache.cache-names=plain")
        .run(
            context -> {
              MeterRegistry meters = new SimpleMeterRegistry();
              context
                  .getBeansOfType(io.micrometer.core.instrument.binder.MeterBinder.class)
                  .values()
                  .forEach(binder -> binder.bindTo(meters));
              assertThat(meters.get("cache.tier.entries").tag("cache", "plain").gauge().value())
                  .isZero();
            });
  }
}
