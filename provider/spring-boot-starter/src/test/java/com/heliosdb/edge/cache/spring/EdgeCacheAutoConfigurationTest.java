package com.heliosdb.edge.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.jcache.EdgeCacheManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.cache.autoconfigure.JCacheManagerCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.cache.support.SimpleCacheManager;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The manager, its caches and the annotations, with two more providers on the class path. */
@Timeout(60)
class EdgeCacheAutoConfigurationTest {
  @TempDir Path disk;

  @Test
  void further_providers_on_the_class_path_do_no_harm() {
    assertThat(Caching.getCachingProviders()).hasSizeGreaterThan(2);
    Contexts.catalogue()
        .run(
            context -> {
              assertThat(context).hasSingleBean(CacheManager.class);
              assertThat(context.getBean(CacheManager.class)).isInstanceOf(EdgeCacheManager.class);
              assertThat(context).hasSingleBean(JCacheCacheManager.class);
              assertThat(context.getBean(JCacheCacheManager.class).getCacheManager())
                  .isSameAs(context.getBean(CacheManager.class));
            });
  }

  @Test
  void caches_come_from_settings_and_from_springs_list() {
    Contexts.runner()
        .withPropertyValues(
            "heliosdb.edge.cache.disk.path=" + disk,
            "heliosdb.edge.cache.disk.capacity=16 MiB",
            "heliosdb.edge.cache.caches.products.disk.enabled=true",
            "heliosdb.edge.cache.caches[com.acme.Order].heap.capacity=64 KiB",
            "spring.cache.cache-names=prices")
        .run(
            context -> {
              assertThat(context.getBean(CacheManager.class).getCacheNames())
                  .containsExactlyInAnyOrder("products", "com.acme.Order", "prices");
              assertThat(tiers(Contexts.cache(context, "products")))
                  .containsExactlyInAnyOrder(Tier.HEAP, Tier.DISK);
              assertThat(tiers(Contexts.cache(context, "prices"))).containsExactly(Tier.HEAP);
              assertThat(capacity(Contexts.cache(context, "com.acme.Order"))).isEqualTo(64 << 10);
            });
    assertThat(disk).isNotEmptyDirectory();
  }

  private static Iterable<Tier> tiers(EdgeCache<?, ?> cache) {
    return cache.tierStatistics().tiers().keySet();
  }

  private static long capacity(EdgeCache<?, ?> cache) {
    return cache.tierStatistics().tiers().get(Tier.HEAP).capacityBytes();
  }

  @Test
  void both_kinds_of_annotations_are_answered_from_the_caches() {
    Contexts.catalogue()
        .run(
            context -> {
              Catalogue catalogue = context.getBean(Catalogue.class);
              for (int round = 0; round < 3; round++) {
                assertThat(catalogue.product(1)).isEqualTo("product 1");
                assertThat(catalogue.product(-1)).isNull();
                assertThat(catalogue.price(2)).isEqualTo(200);
              }
              assertThat(target(catalogue).calls).hasValue(3);
              assertThat(Contexts.cache(context, "products").containsKey(1L)).isTrue();
              assertThat(Contexts.cache(context, "prices").tierStatistics().hits()).isEqualTo(2);

              catalogue.forget(1);
              catalogue.forgetPrice(2);
              catalogue.product(1);
              catalogue.price(2);
              assertThat(target(catalogue).calls).hasValue(5);
            });
  }

  @Test
  void synchronized_caching_calls_the_method_once_for_many_threads() {
    Contexts.catalogue()
        .run(
            context -> {
              Catalogue catalogue = context.getBean(Catalogue.class);
              ExecutorService threads = Executors.newFixedThreadPool(8);
              try {
                Callable<String> call = () -> catalogue.slowly("x");
                List<Future<String>> all = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                  all.add(threads.submit(call));
                }
                target(catalogue).entered.await();
                target(catalogue).go.countDown();
                for (Future<String> each : all) {
                  assertThat(each.get()).isEqualTo("slow x");
                }
                assertThat(target(catalogue).calls).hasValue(1);
              } finally {
                threads.shutdownNow();
                assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
              }
            });
  }

  private static Catalogue target(Catalogue proxy) throws Exception {
    return (Catalogue) org.springframework.aop.framework.AopProxyUtils.getSingletonTarget(proxy);
  }

  @Test
  void the_manager_is_closed_with_its_context_and_shared_with_no_other() {
    Contexts.catalogue()
        .run(
            first ->
                Contexts.catalogue()
                    .run(
                        second ->
                            assertThat(second.getBean(CacheManager.class))
                                .isNotSameAs(first.getBean(CacheManager.class))));
    CacheManager[] closed = new CacheManager[1];
    Contexts.catalogue().run(context -> closed[0] = context.getBean(CacheManager.class));
    assertThat(closed[0].isClosed()).isTrue();
  }

  @Test
  void the_applications_template_and_customizers_are_used() {
    Contexts.catalogue()
        .withUserConfiguration(Templates.class)
        .run(
            context -> {
              CompleteConfiguration<?, ?> products =
                  configuration(Contexts.cache(context, "products"));
              assertThat((Object) products.getExpiryPolicyFactory())
                  .isEqualTo(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR));
              assertThat(products.isStatisticsEnabled()).isFalse();
              assertThat(configuration(Contexts.cache(context, "typed")).getKeyType())
                  .isEqualTo(String.class);
            });
  }

  @Test
  void a_time_to_live_is_set_by_property_with_or_without_a_template() {
    ApplicationContextRunner runner =
        Contexts.catalogue()
            .withPropertyValues("heliosdb.edge.cache.caches.prices.annotations.time-to-live=5 m");
    Duration fiveMinutes = new Duration(TimeUnit.MINUTES, 5);
    runner.run(
        context -> {
          assertThat(timeToLive(context, "prices")).isEqualTo(fiveMinutes);
          assertThat(timeToLive(context, "products")).isEqualTo(Duration.ETERNAL);
          assertThat(configuration(Contexts.cache(context, "prices")).isStatisticsEnabled())
              .isTrue();
        });
    runner
        .withUserConfiguration(Templates.class)
        .run(
            context -> {
              assertThat(timeToLive(context, "prices")).isEqualTo(fiveMinutes);
              assertThat(timeToLive(context, "products")).isEqualTo(Duration.ONE_HOUR);
              assertThat(configuration(Contexts.cache(context, "prices")).isStatisticsEnabled())
                  .isFalse();
            });
  }

  private static Duration timeToLive(ApplicationContext context, String cache) {
    return configuration(Contexts.cache(context, cache))
        .getExpiryPolicyFactory()
        .create()
        .getExpiryForCreation();
  }

  @SuppressWarnings("unchecked") // the specification's own signature is raw
  private static CompleteConfiguration<?, ?> configuration(EdgeCache<?, ?> cache) {
    return cache.getConfiguration(CompleteConfiguration.class);
  }

  /** What an application may add. */
  @Configuration(proxyBeanMethods = false)
  static class Templates {
    @Bean
    MutableConfiguration<Object, Object> template() {
      return new MutableConfiguration<>()
          .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR));
    }

    @Bean
    JCacheManagerCustomizer typed() {
      return manager ->
          manager.createCache(
              "typed",
              new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    }
  }

  @Test
  void a_file_named_as_boot_names_it_is_read() throws Exception {
    Path file =
        Files.writeString(disk.resolve("my.conf"), "heliosdb.edge.cache.heap.capacity = 1 MiB");
    Contexts.catalogue()
        .withPropertyValues("spring.cache.jcache.config=" + file.toUri())
        .run(
            context -> {
              assertThat(context.getBean(CacheManager.class).getURI()).isEqualTo(file.toUri());
              assertThat(capacity(Contexts.cache(context, "products"))).isEqualTo(1 << 20);
            });
  }

  @Test
  void it_steps_back_for_another_kind_provider_or_manager() {
    Contexts.catalogue()
        .withPropertyValues("spring.cache.type=simple")
        .run(context -> assertThat(context).doesNotHaveBean(CacheManager.class));
    Contexts.runner()
        .withPropertyValues(
            "spring.cache.jcache.provider=org.ehcache.jsr107.EhcacheCachingProvider")
        .run(context -> assertThat(context).doesNotHaveBean(EdgeCacheManager.class));
    Contexts.runner()
        .withBean("cacheManager", SimpleCacheManager.class)
        .run(context -> assertThat(context).hasSingleBean(CacheManager.class));
  }
}
