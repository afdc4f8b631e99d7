package com.heliosdb.edge.cache.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigUtil;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of one cache, by a name that may hold anything. */
class CacheNameTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "orders",
        "com.acme.Order",
        "a b",
        "a:b=c",
        "ключ",
        "caches",
        "heap",
        "quo\"te",
        "1",
        "",
        "$x",
        "back\\slash",
        "a..b",
        "disk.enabled"
      })
  void a_quoted_name_is_taken_as_it_stands(String name) {
    String key = "heliosdb.edge.cache.caches." + ConfigUtil.quoteString(name) + ".disk.slices";

    assertThat(new Sources(directory).classPath(key + " = 2").cache(name).disk().slices())
        .isEqualTo(2);
    assertThat(new Sources(directory).property(key, "4").cache(name).disk().slices()).isEqualTo(4);
    assertThat(new Sources(directory).property(key, "4").cache("other").disk().slices())
        .isNotEqualTo(4);
  }

  @Test
  void braces_and_dots_mean_the_same() {
    Sources sources =
        new Sources(directory)
            .classPath(
                """
                heliosdb { edge { cache {
                  caches { orders { disk { slices = 2 }, heap.max-entries = 7 } }
                } } }
                """);

    CacheSettings settings = sources.cache("orders");
    assertThat(settings.cacheName()).isEqualTo("orders");
    assertThat(settings.disk().slices()).isEqualTo(2);
    assertThat(settings.heap().maxEntries()).isEqualTo(7);
  }

  @Test
  void a_name_with_dots_that_is_not_quoted_is_refused_with_the_quotes_it_needs() {
    Sources sources =
        new Sources(directory)
            .property("heliosdb.edge.cache.caches.com.acme.Order.heap.capacity", "1 MiB");

    assertThatThrownBy(sources::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "heliosdb.edge.cache.caches.com.acme.Order.heap.capacity is no setting, but was given as"
                + " \"1 MiB\" (Properties of the cache manager); the nearest valid key is"
                + " heliosdb.edge.cache.caches.\"com.acme.Order\".heap.capacity"
                + " (a name with dots is quoted)");
  }

  @Test
  void a_cache_that_is_a_value_is_refused() {
    Sources sources = new Sources(directory).classPath("heliosdb.edge.cache.caches.orders = on");

    assertThatThrownBy(sources::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(
            "heliosdb.edge.cache.caches.orders is a group of settings without a value of its own,"
                + " but was \"on\" (")
        .hasMessageEndingWith(
            "edge-cache.conf: 1); set a key in it, such as"
                + " heliosdb.edge.cache.caches.orders.annotations.missing-cache");
  }

  @Test
  void caches_that_are_a_value_are_refused() {
    Sources sources = new Sources(directory).property("heliosdb.edge.cache.caches", "orders");

    assertThatThrownBy(sources::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("heliosdb.edge.cache.caches is a group of settings")
        .hasMessageEndingWith(
            "such as heliosdb.edge.cache.caches.\"<name>\".annotations.missing-cache");
  }

  @Test
  void a_bad_value_by_name_is_refused_although_no_such_cache_was_made() {
    Sources sources =
        new Sources(directory).classPath("heliosdb.edge.cache.caches.orders.disk.slices = 3");

    assertThatThrownBy(sources::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(
            "heliosdb.edge.cache.caches.orders.disk.slices must be a power of two from 1 to 256,"
                + " but was 3 (");
  }
}
