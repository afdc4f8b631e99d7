package com.heliosdb.edge.cache.config;

import static com.heliosdb.edge.cache.config.Sources.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys that do not exist and values that break a rule: refused, with all that is needed to mend it.
 */
class InvalidSettingTest {
  private static final String PATTERNS =
      "'a list of class names and of packages as com.acme.* or, with those below, com.acme.**, or"
          + " one string of them with commas between'";

  private static final String SIZE = ", such as 64 MiB or 67108864";
  private static final String TIME =
      "a time with its unit from 1 ms to 3650 d, such as 500 ms, 5 s, 5 m or 1 h";

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          heap.capacity       | 512                  | a size from 1 KiB to 1 EiB
          heap.capacity       | 5 parsecs            | a size from 1 KiB to 1 EiB
          heap.capacity       | -5 MiB               | a size from 1 KiB to 1 EiB
          heap.capacity       | NaN                  | a size from 1 KiB to 1 EiB
          heap.capacity       | much                 | a size from 1 KiB to 1 EiB
          heap.capacity       | 2 EiB                | a size from 1 KiB to 1 EiB
          heap.capacity       | 99999999999999999999 | a size from 1 KiB to 1 EiB
          heap.capacity       | 5 s                  | a size from 1 KiB to 1 EiB
          disk.capacity       | 4 KiB                | a size from 1 MiB to 1 EiB
          disk.min-free       | NaN                  | a size from 0 B to 1 EiB
          serialization.max-bytes | 2 GiB            | a size from 1 KiB to 1 GiB
          """)
  void a_bad_size_is_refused(String key, String value, String rule) {
    assertRefused(key, value, rule + SIZE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          heap.max-entries               | 0          | a whole number from 1 to 1000000000
          heap.max-entries               | 1000000001 | a whole number from 1 to 1000000000
          heap.max-entries               | 5.7        | a whole number from 1 to 1000000000
          heap.max-entries               | 1e99999999 | a whole number from 1 to 1000000000
          heap.max-entries               | many       | a whole number from 1 to 1000000000
          heap.max-entries               | ''         | a whole number from 1 to 1000000000
          disk.max-entries               | -1         | a whole number from 1 to 1000000000
          tiering.promotion-threshold    | 0          | a whole number from 1 to 255
          tiering.promotion-threshold    | 256        | a whole number from 1 to 255
          tiering.demotion-min-accesses  | -1         | a whole number from 0 to 127
          serialization.max-depth        | 0          | a whole number from 1 to 10000
          serialization.max-references   | 0          | a whole number from 1 to 1000000000
          serialization.max-array-length | 2147483648 | a whole number from 1 to 2147483647
          disk.slices                    | 0          | a power of two from 1 to 256
          disk.slices                    | 12         | a power of two from 1 to 256
          disk.slices                    | 512        | a power of two from 1 to 256
          disk.high-water                | 0.4        | a number from 0.5 to 1
          disk.high-water                | 1.01       | a number from 0.5 to 1
          disk.high-water                | NaN        | a number from 0.5 to 1
          disk.high-water                | 95%        | a number from 0.5 to 1
          heap.max-fraction              | 0          | a number from 0.01 to 0.9
          """)
  void a_bad_number_is_refused(String key, String value, String rule) {
    assertRefused(key, value, rule);
  }

  @ParameterizedTest
  @CsvSource({
    "tiering.demotion-idle, 60",
    "tiering.demotion-idle, 0 s",
    "tiering.demotion-idle, -1 h",
    "tiering.demotion-idle, 3651 d",
    "tiering.demotion-idle, 1 fortnight",
    "tiering.demotion-idle, PT5S",
    "tiering.demotion-idle, 99999999999999999999999 d",
    "tiering.scan-interval, never",
    "disk.retry-after, 5 MiB"
  })
  void a_bad_time_is_refused(String key, String value) {
    assertRefused(key, value, TIME);
  }

  @ParameterizedTest
  @CsvSource({
    "disk.enabled, maybe, true or false",
    "disk.enabled, 1, true or false",
    "disk.path, '', 'a path of the local file system, and no ~, which only a shell expands'",
    "disk.path, ~/cache, 'a path of the local file system, and no ~, which only a shell expands'",
    "disk.store, '', the name of a disk store",
    "tiering.policy, lru, '\"threshold\" or \"adaptive\"'",
    "serialization.immutable-types, com.acme.*, "
        + "'a list of class names, or one string of them with commas between'",
    "serialization.immutable-types, 'a.B,,c.D', "
        + "'a list of class names, or one string of them with commas between'",
    "serialization.allow, *, " + PATTERNS,
    "serialization.allow, **, " + PATTERNS,
    "serialization.allow, com.acme.*.x, " + PATTERNS,
    "serialization.allow, com.acme.***, " + PATTERNS,
    "serialization.allow, com.acme*, " + PATTERNS
  })
  void a_bad_word_is_refused(String key, String value, String rule) {
    assertRefused(key, value, rule);
  }

  /** In every place: in code, in Properties, in a file. */
  private void assertRefused(String key, String value, String rule) {
    String complaint = " must be " + rule + ", but was \"" + value + "\" (";

    EdgeCacheSettings settings = new Sources(directory).load();
    assertThatThrownBy(() -> settings.cache("orders", Map.of(key, value)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(key + complaint + "EdgeCacheConfiguration of cache 'orders')");

    Sources properties = new Sources(directory).property(PREFIX + key, value);
    assertThatThrownBy(properties::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(PREFIX + key + complaint + "Properties of the cache manager)");

    Sources file = new Sources(directory).uriFile("\n" + PREFIX + key + " = \"" + value + "\"");
    assertThatThrownBy(file::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(PREFIX + key + complaint + file.uriFile + ": 2)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "heap.capacity = [1]",
        "heap.capacity = null",
        "heap.capacity = true",
        "heap.capacity { bytes = 5 }",
        "heap.max-entries = [1]",
        "heap.max-entries = null",
        "heap.max-entries = 5.5",
        "disk.enabled = 1",
        "disk.enabled = []",
        "disk.enabled {}",
        "disk.path = null",
        "disk.path = [a]",
        "disk.high-water = true",
        "disk.retry-after = 5",
        "disk.retry-after = null",
        "disk.store { name = x }",
        "serialization.immutable-types = [1, [2]]",
        "serialization.immutable-types { a = b }",
        "serialization.immutable-types = null"
      })
  void a_value_of_the_wrong_type_is_refused(String line) {
    Sources sources = new Sources(directory).classPath("heliosdb.edge.cache." + line);

    assertThatThrownBy(sources::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageMatching(
            "heliosdb\\.edge\\.cache\\.[a-z.-]+ must be .+, but was .+ \\(.*edge-cache.conf: 1\\)");
  }

  @ParameterizedTest
  @CsvSource({
    "disk.capcity, disk.capacity",
    "heap.maxEntries, heap.max-entries",
    "dsik.enabled, disk.enabled",
    "promotion-threshold, tiering.promotion-threshold",
    "tiering.promotion_threshold, tiering.promotion-threshold",
    "serialization.maxBytes, serialization.max-bytes",
    "heap.capacity.bytes, heap.capacity",
    "heliosdb.edge.cache.disk.path, disk.path"
  })
  void an_unknown_key_in_code_is_refused_with_the_nearest_one(String key, String nearest) {
    EdgeCacheSettings settings = new Sources(directory).load();

    assertThatThrownBy(() -> settings.cache("orders", Map.of(key, "5")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            key
                + " is no setting, but was given as \"5\" (EdgeCacheConfiguration of cache"
                + " 'orders'); the nearest valid key is "
                + nearest);
  }

  @Test
  void a_group_that_is_given_a_value_is_refused_with_a_key_in_it() {
    EdgeCacheSettings settings = new Sources(directory).load();

    assertThatThrownBy(() -> settings.cache("orders", Map.of("disk", "on")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "disk is a group of settings without a value of its own, but was \"on\""
                + " (EdgeCacheConfiguration of cache 'orders'); set a key in it, such as"
                + " disk.capacity");
  }

  @Test
  void an_unknown_key_is_refused_in_every_other_place_as_soon_as_it_is_read() {
    String key = PREFIX + "disk.capcity";
    String start = key + " is no setting, but was given as ";
    String end = "); the nearest valid key is " + PREFIX + "disk.capacity";

    assertThatThrownBy(new Sources(directory).property(key, "1 GiB")::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(start + "\"1 GiB\" (Properties of the cache manager" + end);
    assertThatThrownBy(new Sources(directory).systemProperty(key, "1 GiB")::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(start + "\"1 GiB\" (system property" + end);
    Sources uri = new Sources(directory).uriFile("\n\n" + key + " = 7");
    assertThatThrownBy(uri::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(start + "7 (" + uri.uriFile + ": 3" + end);
    Sources classPath =
        new Sources(directory).classPath("heliosdb.edge.cache.caches.a.disk.capcity = 7");
    assertThatThrownBy(classPath::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "heliosdb.edge.cache.caches.a.disk.capcity is no setting, but was given as 7 ("
                + classPath.classPathFile
                + ": 1); the nearest valid key is heliosdb.edge.cache.caches.a.disk.capacity");
  }

  @Test
  void a_value_that_a_stronger_place_overrides_is_checked_all_the_same() {
    Sources sources =
        new Sources(directory)
            .classPath(PREFIX + "disk.slices = 3")
            .systemProperty(PREFIX + "disk.slices", "4");

    assertThatThrownBy(sources::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("disk.slices must be a power of two from 1 to 256, but was 3");
  }

  @Test
  void the_prefix_itself_is_no_setting() {
    assertThatThrownBy(new Sources(directory).property("heliosdb.edge.cache", "on")::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("heliosdb.edge.cache is a group of settings")
        .hasMessageEndingWith("such as heliosdb.edge.cache.annotations.missing-cache");
  }

  @ParameterizedTest
  @CsvSource({
    "missing-cache, ignore, '\"create\" or \"fail\"'",
    "statistics, some, true or false",
    "time-to-live, 0, 'never, or a time with its unit'",
    "single-flight, 1, true or false",
    "single-flight-wait, 5, a time with its unit",
  })
  void a_bad_setting_of_the_annotations_is_refused(String key, String value, String rule) {
    String name = "heliosdb.edge.cache.caches.orders.annotations." + key;
    assertThatThrownBy(new Sources(directory).property(name, value)::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(name + " must be " + rule);
  }

  @ParameterizedTest
  @CsvSource({
    "tiering.half-life, 1 h, a number from 0.01 to 10000",
    "tiering.half-life, 0, a number from 0.01 to 10000",
    "tiering.half-life, -1, a number from 0.01 to 10000",
    "tiering.half-life, 10001, a number from 0.01 to 10000",
    "tiering.half-life, NaN, a number from 0.01 to 10000",
    "tiering.size-exponent, -0.1, a number from 0 to 1",
    "tiering.size-exponent, 1.1, a number from 0 to 1",
    "tiering.size-exponent, much, a number from 0 to 1"
  })
  void a_policy_parameter_that_makes_no_sense_is_refused(String key, String value, String rule) {
    assertRefused(key, value, rule);
  }

  @ParameterizedTest
  @CsvSource({"disk.write-budget, 10 GiB", "tiering.size-exponent, 0.5"})
  void what_only_the_adaptive_policy_obeys_is_refused_without_it(String key, String value) {
    Sources sources = new Sources(directory).property("heliosdb.edge.cache." + key, value);

    assertThatThrownBy(() -> sources.cache("orders"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContainingAll(
            key, "must be 0 unless tiering.policy is adaptive", value, "orders");

    CacheSettings adaptive =
        sources.property("heliosdb.edge.cache.tiering.policy", "adaptive").cache("orders");
    assertThat(adaptive.tiering().policy()).isEqualTo(TieringSettings.Policy.ADAPTIVE);
  }

  @Test
  void units_are_those_of_hocon() {
    CacheSettings settings =
        new Sources(directory)
            .classPath(
                """
                heliosdb.edge.cache {
                  heap.capacity = 1.5 KiB
                  disk { capacity = 2 MB, min-free = 0, retry-after = 1.5 s, enabled = yes }
                  tiering { demotion-idle = 2 days, scan-interval = 3m, half-life = 0.5 }
                  serialization { max-bytes = 1M, immutable-types = [a.B, " c.D "], max-depth = "7" }
                }
                """)
            .cache("orders");

    assertThat(settings.heap().capacityBytes()).isEqualTo(1536);
    assertThat(settings.disk().capacityBytes()).isEqualTo(2_000_000);
    assertThat(settings.disk().minFreeBytes()).isZero();
    assertThat(settings.disk().retryAfter()).isEqualTo(Duration.ofMillis(1500));
    assertThat(settings.disk().enabled()).isTrue();
    assertThat(settings.tiering().demotionIdle()).isEqualTo(Duration.ofDays(2));
    assertThat(settings.tiering().scanInterval()).isEqualTo(Duration.ofMinutes(3));
    assertThat(settings.tiering().halfLife()).isEqualTo(0.5);
    assertThat(settings.serialization().maxBytes()).isEqualTo(1 << 20);
    assertThat(settings.serialization().maxDepth()).isEqualTo(7);
    assertThat(settings.serialization().immutableTypes()).isEqualTo(List.of("a.B", "c.D"));
  }

  @Test
  void a_relative_disk_path_starts_at_the_working_directory() {
    assertThat(new Sources(directory).code("disk.path", "some/where").cache("orders").disk().path())
        .isAbsolute()
        .isEqualTo(Path.of("some/where").toAbsolutePath());
  }
}
