package com.heliosdb.edge.cache.config;

import static com.heliosdb.edge.cache.config.Sources.MIB;
import static com.heliosdb.edge.cache.config.Sources.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Combinations of settings that contradict each other, and whose disk tier it is. */
class DiskAndHeapTest {
  @TempDir private Path directory;

  @Test
  void a_disk_smaller_than_twice_the_heap_is_refused_if_both_were_set() {
    Sources sources =
        new Sources(directory)
            .uriFile(PREFIX + "disk { enabled = true, capacity = 100 MiB }")
            .code("heap.capacity", "51 MiB");

    assertThatThrownBy(() -> sources.cache("orders"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "disk.capacity must be at least twice heap.capacity, but for cache 'orders' there are"
                + " heliosdb.edge.cache.disk.capacity = \"100 MiB\" ("
                + sources.uriFile
                + ": 1) and heap.capacity = \"51 MiB\" (EdgeCacheConfiguration of cache 'orders');"
                + " raise the first, lower the second or set disk.enabled = false");
  }

  @Test
  void a_heap_that_was_set_is_refused_beside_the_default_disk_too() {
    Sources sources =
        new Sources(directory).code("disk.enabled", "true").code("heap.capacity", "6 GiB");

    assertThatThrownBy(() -> sources.cache("orders"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("heliosdb.edge.cache.disk.capacity = \"10 GiB\" (")
        .hasMessageContaining("reference.conf: ");
  }

  @Test
  void a_disk_of_exactly_twice_the_heap_is_fine() {
    Sources sources =
        new Sources(directory)
            .code("disk.enabled", "true")
            .code("disk.capacity", "100 MiB")
            .code("heap.capacity", "50 MiB");

    assertThat(sources.cache("orders").heap().capacityBytes()).isEqualTo(50 * MIB);
  }

  @Test
  void a_default_heap_gives_way_to_a_smaller_disk() {
    Sources sources =
        new Sources(directory).code("disk.enabled", "true").code("disk.capacity", "100 MiB");

    assertThat(sources.cache("orders").heap().capacityBytes()).isEqualTo(50 * MIB);
  }

  @Test
  void a_disk_that_is_off_bounds_nothing() {
    Sources sources =
        new Sources(directory).code("disk.capacity", "1 MiB").code("heap.capacity", "51 MiB");

    assertThat(sources.cache("orders").heap().capacityBytes()).isEqualTo(51 * MIB);
  }

  @Test
  void a_heap_larger_than_the_jvms_is_refused() {
    Sources sources =
        new Sources(directory)
            .maxHeap(256 * MIB)
            .systemProperty(PREFIX + "heap.capacity", "257 MiB");

    assertThatThrownBy(() -> sources.cache("orders"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "heliosdb.edge.cache.heap.capacity must not exceed the JVM's maximum heap of 256 MiB,"
                + " but was \"257 MiB\" (system property) for cache 'orders'; lower it or raise"
                + " -Xmx");
  }

  @Test
  void a_contradiction_of_one_cache_leaves_the_others_alone() {
    EdgeCacheSettings settings =
        new Sources(directory)
            .classPath(
                """
                heliosdb.edge.cache {
                  disk { enabled = true, capacity = 1 GiB }
                  caches.greedy.heap.capacity = 1 GiB
                }
                """)
            .load();

    assertThatThrownBy(() -> settings.cache("greedy", Map.of()))
        .isInstanceOf(InvalidSettingException.class);
    assertThat(settings.cache("modest", Map.of()).heap().capacityBytes()).isEqualTo(512 * MIB);
  }

  @Test
  void a_disk_for_all_caches_is_not_a_caches_own() {
    CacheSettings settings =
        new Sources(directory).property(PREFIX + "disk.enabled", "true").cache("orders");

    assertThat(settings.disk().enabled()).isTrue();
    assertThat(settings.diskIsOwn()).isFalse();
  }

  @Test
  void a_disk_switched_on_in_code_or_by_name_is_a_caches_own() {
    String byName = PREFIX + "caches.orders.disk.enabled";

    assertThat(new Sources(directory).code("disk.enabled", "true").cache("orders").diskIsOwn())
        .isTrue();
    assertThat(new Sources(directory).property(byName, "true").cache("orders").diskIsOwn())
        .isTrue();
    assertThat(new Sources(directory).systemProperty(byName, "true").cache("orders").diskIsOwn())
        .isTrue();
    assertThat(new Sources(directory).uriFile(byName + "=true").cache("orders").diskIsOwn())
        .isTrue();
    assertThat(new Sources(directory).uriFile(byName + "=true").cache("others").diskIsOwn())
        .isFalse();
  }

  @Test
  void a_disk_for_all_that_a_cache_makes_its_own_settings_for_is_its_own() {
    CacheSettings settings =
        new Sources(directory)
            .classPath(PREFIX + "disk.enabled = true")
            .code("disk.capacity", "2 GiB")
            .cache("orders");

    assertThat(settings.diskIsOwn()).isTrue();
  }

  @Test
  void a_disk_that_a_cache_refused_and_all_caches_were_given_is_not_its_own() {
    CacheSettings settings =
        new Sources(directory)
            .code("disk.enabled", "false")
            .code("disk.capacity", "2 GiB")
            .property(PREFIX + "disk.enabled", "true")
            .cache("orders");

    assertThat(settings.disk().enabled()).isTrue();
    assertThat(settings.diskIsOwn()).isFalse();
  }

  @Test
  void a_disk_that_is_off_is_nobodys_own() {
    Sources sources =
        new Sources(directory)
            .code("disk.enabled", "true")
            .property(PREFIX + "disk.enabled", "false");

    assertThat(sources.cache("orders").disk().enabled()).isFalse();
    assertThat(sources.cache("orders").diskIsOwn()).isFalse();
  }
}
