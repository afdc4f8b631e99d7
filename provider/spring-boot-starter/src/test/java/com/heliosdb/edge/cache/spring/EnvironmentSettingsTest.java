package com.heliosdb.edge.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** How Spring's spellings become the core's. */
class EnvironmentSettingsTest {
  private final Map<String, Object> file = new LinkedHashMap<>();
  private final Map<String, Object> variables = new LinkedHashMap<>();

  private EnvironmentSettings settings(String... names) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
    environment.getPropertySources().addLast(new MapPropertySource("application", file));
    ConfigurationPropertySources.attach(environment);
    return EnvironmentSettings.of(environment, List.of(names));
  }

  @Test
  void every_relaxed_spelling_of_a_setting_is_that_setting() {
    file.put("heliosdb.edge.cache.disk.minFree", "1 MiB");
    file.put("heliosdb.edge.cache.tiering.promotion_threshold", 3);
    variables.put("HELIOSDB_EDGE_CACHE_DISK_RETRYAFTER", "7 s");

    assertThat(settings().toProperties())
        .containsOnly(
            Map.entry("heliosdb.edge.cache.disk.min-free", "1 MiB"),
            Map.entry("heliosdb.edge.cache.tiering.promotion-threshold", "3"),
            Map.entry("heliosdb.edge.cache.disk.retry-after", "7 s"));
  }

  @Test
  void the_stronger_source_gives_the_value_and_the_weaker_the_spelling_of_a_caches_name() {
    file.put("heliosdb.edge.cache.caches.orderItems.heap.capacity", "1 MiB");
    variables.put("HELIOSDB_EDGE_CACHE_CACHES_ORDERITEMS_HEAP_CAPACITY", "2 MiB");
    variables.put("HELIOSDB_EDGE_CACHE_CACHES_PRODUCTLIST_DISK_ENABLED", "true");

    EnvironmentSettings settings = settings("productList");

    assertThat(settings.toProperties())
        .containsOnly(
            Map.entry("heliosdb.edge.cache.caches.orderItems.heap.capacity", "2 MiB"),
            Map.entry("heliosdb.edge.cache.caches.productList.disk.enabled", "true"));
    assertThat(settings.cacheNames()).containsExactlyInAnyOrder("orderItems", "productList");
  }

  @Test
  void a_caches_name_may_have_dots_with_or_without_brackets() {
    file.put("heliosdb.edge.cache.caches[com.acme.Order].disk.enabled", "true");
    file.put("heliosdb.edge.cache.caches.com.acme.Item.disk.enabled", "false");

    EnvironmentSettings settings = settings();

    assertThat(settings.toProperties())
        .containsOnly(
            Map.entry("heliosdb.edge.cache.caches.\"com.acme.Order\".disk.enabled", "true"),
            Map.entry("heliosdb.edge.cache.caches.\"com.acme.Item\".disk.enabled", "false"));
    assertThat(settings.cacheNames()).containsExactlyInAnyOrder("com.acme.Order", "com.acme.Item");
  }

  @Test
  void lists_are_joined_and_placeholders_resolved() {
    file.put("heliosdb.edge.cache.serialization.immutable-types[0]", "com.acme.A");
    file.put("heliosdb.edge.cache.serialization.immutable-types[1]", "com.acme.B");
    file.put("ssd", "/mnt/ssd");
    file.put("heliosdb.edge.cache.disk.path", "${ssd}/cache");

    assertThat(settings().toProperties())
        .containsOnly(
            Map.entry("heliosdb.edge.cache.serialization.immutable-types", "com.acme.A,com.acme.B"),
            Map.entry("heliosdb.edge.cache.disk.path", "/mnt/ssd/cache"));
  }

  @Test
  void what_is_no_setting_is_handed_on_as_it_is_written() {
    file.put("heliosdb.edge.cache.disk.capasity", "1 GiB");
    file.put("heliosdb.edge.cache.caches.orders.heap.size", "1 MiB");
    file.put("heliosdb.edge.cache.caches", "orders");
    file.put("heliosdb.edge.other", "foreign");

    EnvironmentSettings settings = settings();

    assertThat(settings.toProperties().stringPropertyNames())
        .containsExactlyInAnyOrder(
            "heliosdb.edge.cache.disk.capasity",
            "heliosdb.edge.cache.caches.orders.heap.size",
            "heliosdb.edge.cache.caches");
    assertThat(settings.originsIn("heliosdb.edge.cache.disk.capasity is no setting"))
        .singleElement()
        .asString()
        .contains("disk.capasity was given in", "application");
  }
}
