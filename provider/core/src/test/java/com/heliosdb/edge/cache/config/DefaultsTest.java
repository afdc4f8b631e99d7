package com.heliosdb.edge.cache.config;

import static com.heliosdb.edge.cache.config.Sources.GIB;
import static com.heliosdb.edge.cache.config.Sources.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultsTest {
  @TempDir private Path directory;

  @Test
  void without_any_configuration_a_cache_has_the_documented_defaults() {
    CacheSettings settings = new Sources(directory).cache("orders");

    assertThat(settings)
        .isEqualTo(
            new CacheSettings(
                "orders",
                new HeapSettings(512 * MIB, 1_000_000_000),
                new DiskSettings(
                    false,
                    Path.of("/var/cache/heliosdb/edge").toAbsolutePath(),
                    10 * GIB,
                    10_000_000,
                    "ehcache",
                    16,
                    0.95,
                    64 * MIB,
                    Duration.ofSeconds(5),
                    0),
                false,
                new RegionSettings(
                    false,
                    List.of("file"),
                    "default",
                    100_000_000_000L,
                    RegionSettings.OnFailure.DROP_AND_INVALIDATE,
                    Duration.ofHours(1),
                    Duration.ofHours(1),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1),
                    256,
                    new RegionSettings.Breaker(0.5, 20, Duration.ofSeconds(2)),
                    Map.of(),
                    Map.of(),
                    Set.of()),
                false,
                new TieringSettings(
                    TieringSettings.Policy.THRESHOLD,
                    5,
                    Duration.ofHours(1),
                    2,
                    Duration.ofMinutes(5),
                    1,
                    0),
                new PrefetchSettings(
                    PrefetchSettings.Mode.OFF, Duration.ofSeconds(60), 0.48, 0.3, 0.11, 50_000),
                LoadingSettings.OFF,
                ExpirySettings.EXACT,
                new SerializationSettings(List.of(), 256, 10_000_000, 67_108_864, 64 * MIB)));
  }

  @Test
  void annotations_create_their_caches_and_fly_alone_unless_told_otherwise() {
    assertThat(new Sources(directory).load().annotations("orders", Map.of()))
        .isEqualTo(
            new AnnotationSettings(true, false, Optional.empty(), true, Duration.ofSeconds(30)));
    assertThat(
            new Sources(directory)
                .classPath(
                    """
                    heliosdb.edge.cache {
                      annotations { missing-cache = fail, time-to-live = 5 m }
                      caches.orders.annotations.statistics = true
                      caches.others.annotations { single-flight-wait = 1 s }
                    }
                    """)
                .load()
                .annotations("orders", Map.of("annotations.single-flight", "false")))
        .isEqualTo(
            new AnnotationSettings(
                false, true, Optional.of(Duration.ofMinutes(5)), false, Duration.ofSeconds(30)));
  }

  @Test
  void reference_conf_and_the_code_know_the_same_settings() {
    Layer reference = ConfigFiles.reference(getClass().getClassLoader());

    assertThat(reference.forAll().keySet().stream().filter(key -> !Settings.isStoreOption(key)))
        .containsExactlyInAnyOrderElementsOf(Settings.BY_KEY.keySet());
    assertThat(reference.byCache()).isEmpty();
  }

  @Test
  void the_default_heap_capacity_stays_below_a_quarter_of_the_jvms_heap() {
    Sources sources = new Sources(directory).maxHeap(256 * MIB);

    assertThat(sources.cache("orders").heap().capacityBytes()).isEqualTo(64 * MIB);
  }

  @Test
  void max_fraction_moves_that_bound() {
    Sources sources = new Sources(directory).maxHeap(GIB).code("heap.max-fraction", "0.125");

    assertThat(sources.cache("orders").heap().capacityBytes()).isEqualTo(128 * MIB);
  }

  @Test
  void a_heap_capacity_that_was_set_is_not_bound_by_max_fraction() {
    Sources sources = new Sources(directory).maxHeap(256 * MIB).code("heap.capacity", "200 MiB");

    assertThat(sources.cache("orders").heap().capacityBytes()).isEqualTo(200 * MIB);
  }

  @Test
  void the_default_of_512_mib_counts_as_set_when_someone_writes_it_down() {
    Sources sources =
        new Sources(directory)
            .maxHeap(GIB)
            .classPath(
                """
        heliosdb.edge.cache.heap.capacity = 512 MiB
        """);

    assertThat(sources.cache("orders").heap().capacityBytes()).isEqualTo(512 * MIB);
  }

  @Test
  void the_default_of_disk_entries_keeps_their_index_within_an_eighth_of_the_jvms_heap() {
    Sources sources = new Sources(directory).maxHeap(256 * MIB);

    assertThat(sources.cache("orders").disk().maxEntries()).isEqualTo(256 * MIB / 8 / 64);
    assertThat(sources.code("disk.max-entries", "7000000").cache("orders").disk().maxEntries())
        .isEqualTo(7_000_000);
  }

  @Test
  void the_jvms_own_heap_and_system_properties_are_used() {
    EdgeCacheSettings settings =
        EdgeCacheSettings.load(
            URI.create("name"), ClassLoader.getPlatformClassLoader(), new Properties());

    assertThat(settings.cache("orders", Map.of()).heap().capacityBytes())
        .isPositive()
        .isLessThanOrEqualTo(Math.min(512 * MIB, Runtime.getRuntime().maxMemory() / 4));
  }

  @Test
  void nothing_is_configured_while_no_source_says_anything() {
    assertThat(new Sources(directory).load().configured()).isFalse();
    assertThat(new Sources(directory).classPath("# nothing").load().configured()).isFalse();
    assertThat(new Sources(directory).property("foreign", "x").load().configured()).isFalse();
  }

  @Test
  void any_source_that_says_something_configures() {
    String setting = "heliosdb.edge.cache.tiering.promotion-threshold";
    String byName = "heliosdb.edge.cache.caches.a.tiering.promotion-threshold";

    assertThat(new Sources(directory).property(setting, "3").load().configured()).isTrue();
    assertThat(new Sources(directory).systemProperty(byName, "3").load().configured()).isTrue();
    assertThat(new Sources(directory).uriFile(setting + "=3").load().configured()).isTrue();
    assertThat(new Sources(directory).classPath(byName + "=3").load().configured()).isTrue();
  }

  @Test
  void a_reference_conf_of_another_library_is_neither_resolved_nor_in_the_way() throws IOException {
    Sources.write(
        directory.resolve("reference.conf"), "akka { home = ${no.such.thing}, heap = 1 }\n");

    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
      assertThat(ConfigFiles.reference(loader).forAll().keySet())
          .isEqualTo(ConfigFiles.reference(getClass().getClassLoader()).forAll().keySet());
    }
  }

  @Test
  void a_jar_that_lost_our_reference_conf_says_so() throws IOException {
    Sources.write(directory.resolve("reference.conf"), "akka.home = /x\n");

    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
      assertThatThrownBy(() -> ConfigFiles.reference(loader))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageStartingWith("reference.conf on the class path holds no heliosdb.edge.cache.")
          .hasMessageEndingWith("their files of this name must be joined, not replaced");
    }
  }
}
