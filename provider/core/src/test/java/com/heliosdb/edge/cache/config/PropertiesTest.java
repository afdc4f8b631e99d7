package com.heliosdb.edge.cache.config;

import static com.heliosdb.edge.cache.config.Sources.GIB;
import static com.heliosdb.edge.cache.config.Sources.MIB;
import static com.heliosdb.edge.cache.config.Sources.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Properties of the manager and of the system: flat keys, values that are text. */
class PropertiesTest {
  @TempDir private Path directory;

  @Test
  void every_kind_of_setting_can_be_text() {
    CacheSettings settings =
        new Sources(directory)
            .property(PREFIX + "heap.capacity", "100 MiB")
            .property(PREFIX + "heap.max-entries", "1000")
            .property(PREFIX + "disk.enabled", "true")
            .property(PREFIX + "disk.path", "/mnt/a path")
            .property(PREFIX + "disk.capacity", "1073741824")
            .property(PREFIX + "disk.high-water", "0.75")
            .property(PREFIX + "disk.retry-after", "250 ms")
            .property(PREFIX + "tiering.policy", "threshold")
            .property(PREFIX + "serialization.immutable-types", "com.acme.A, com.acme.B$C")
            .property(PREFIX + "serialization.allow", "com.acme.**, com.acme.A$B, org.acme.*")
            .cache("orders");

    assertThat(settings.heap()).isEqualTo(new HeapSettings(100 * MIB, 1000));
    assertThat(settings.disk().enabled()).isTrue();
    assertThat(settings.disk().path()).isEqualTo(Path.of("/mnt/a path").toAbsolutePath());
    assertThat(settings.disk().capacityBytes()).isEqualTo(GIB);
    assertThat(settings.disk().highWater()).isEqualTo(0.75);
    assertThat(settings.disk().retryAfter()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.serialization().immutableTypes())
        .isEqualTo(List.of("com.acme.A", "com.acme.B$C"));
    assertThat(settings.serialization().allow())
        .isEqualTo(List.of("com.acme.**", "com.acme.A$B", "org.acme.*"));
  }

  @Test
  void an_empty_list_is_empty_text() {
    Sources sources =
        new Sources(directory)
            .classPath("heliosdb.edge.cache.serialization.immutable-types = [a.B]")
            .property(PREFIX + "serialization.immutable-types", "");

    assertThat(sources.cache("orders").serialization().immutableTypes()).isEmpty();
  }

  @Test
  void foreign_keys_are_left_alone() {
    Properties mixed = new Properties();
    mixed.setProperty("some.other.product", "x");
    mixed.setProperty("heliosdb.edge.cachet", "x");
    mixed.setProperty("heliosdb.edge", "x");
    mixed.setProperty("not a path: \"$", "x");
    mixed.put(new Object(), new Object());

    assertThat(new Sources(directory).properties(mixed).load().configured()).isFalse();
    assertThat(mixed).hasSize(5);
  }

  @Test
  void the_defaults_behind_properties_count() {
    Properties behind = new Properties();
    behind.setProperty(PREFIX + "disk.slices", "4");
    behind.setProperty(PREFIX + "disk.store", "memory");
    Properties front = new Properties(behind);
    front.setProperty(PREFIX + "disk.slices", "8");

    DiskSettings disk =
        EdgeCacheSettings.load(URI.create("n"), ClassLoader.getPlatformClassLoader(), front)
            .cache("orders", Map.of())
            .disk();

    assertThat(disk.slices()).isEqualTo(8);
    assertThat(disk.store()).isEqualTo("memory");
  }

  @Test
  void values_that_are_no_strings_are_taken_as_text() {
    Properties values = new Properties();
    values.put(PREFIX + "disk.slices", 4);
    values.put(PREFIX + "disk.enabled", true);
    values.put(PREFIX + "disk.path", Path.of("/mnt/x"));

    DiskSettings disk = new Sources(directory).properties(values).cache("orders").disk();

    assertThat(disk.slices()).isEqualTo(4);
    assertThat(disk.enabled()).isTrue();
    assertThat(disk.path()).isEqualTo(Path.of("/mnt/x").toAbsolutePath());
  }

  @Test
  void a_key_that_cannot_be_taken_apart_is_refused() {
    Sources sources = new Sources(directory).property(PREFIX + "caches.a:b.disk.slices", "4");

    assertThatThrownBy(sources::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "heliosdb.edge.cache.caches.a:b.disk.slices (Properties of the cache manager) is no key;"
                + " parts of a key are separated by single dots, and a cache name with other signs"
                + " than letters, digits, - and _ is put in double quotes");
  }

  @Test
  @ResourceLock(Resources.SYSTEM_PROPERTIES)
  void system_properties_of_the_jvm_are_read() {
    String key = PREFIX + "caches.\"system.test\".tiering.promotion-threshold";
    String before = System.getProperty(key);
    System.setProperty(key, "17");
    try {
      EdgeCacheSettings settings =
          EdgeCacheSettings.load(
              URI.create("n"), ClassLoader.getPlatformClassLoader(), new Properties());

      assertThat(settings.configured()).isTrue();
      assertThat(settings.cache("system.test", Map.of()).tiering().promotionThreshold())
          .isEqualTo(17);
    } finally {
      if (before == null) {
        System.clearProperty(key);
      } else {
        System.setProperty(key, before);
      }
    }
  }
}
