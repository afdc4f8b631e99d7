package com.heliosdb.edge.cache.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionSettingsTest {
  @TempDir private Path directory;

  private Sources sources() {
    return new Sources(directory);
  }

  @Test
  void a_region_is_described_in_a_file() {
    CacheSettings settings =
        sources()
            .classPath(
                """
                heliosdb.edge.cache.region {
                  enabled = true
                  store = "hazelcast , azure-blob"
                  name = eu-west
                  on-failure = fail
                  hazelcast { deadline = 70 ms, addresses = "a, b" }
                  breaker.window = 10
                }
                """)
            .cache("orders");
    RegionSettings region = settings.region();

    assertThat(settings.regionIsOwn()).isFalse();
    assertThat(region.stores()).isEqualTo(List.of("hazelcast", "azure-blob"));
    assertThat(region.name()).isEqualTo("eu-west");
    assertThat(region.onFailure()).isEqualTo(RegionSettings.OnFailure.FAIL);
    assertThat(region.breaker().window()).isEqualTo(10);
    assertThat(region.deadlines()).containsOnlyKeys("hazelcast");
    assertThat(region.deadlines().get("hazelcast")).isEqualTo(Duration.ofMillis(70));
    assertThat(region.optionGroups()).containsExactly("hazelcast");
    StoreOptions options = region.options().get("hazelcast");
    assertThat(options.text("addresses", "some", Pattern.compile(".*"))).contains("a, b");
    options.refuseUnknown();
    region.options().get("azure-blob").refuseUnknown();
  }

  @Test
  void options_of_a_store_can_be_given_for_one_cache_and_in_any_place() {
    RegionSettings region =
        sources()
            .classPath("heliosdb.edge.cache.region.mine.size = 1")
            .property("heliosdb.edge.cache.caches.orders.region.mine.size", "2")
            .code("region.store", "mine")
            .code("region.enabled", "true")
            .cache("orders")
            .region();

    assertThat(region.options().get("mine").count("size", 0, 9)).contains(2L);
  }

  @Test
  void with_a_region_only_allowed_classes_are_serialized() {
    assertThat(sources().cache("orders").serialization().restricted()).isFalse();
    assertThat(
            sources().code("region.enabled", "true").cache("orders").serialization().restricted())
        .isTrue();
  }

  @Test
  void a_cache_that_switches_it_on_wants_it_itself() {
    assertThat(sources().code("region.enabled", "true").cache("orders").regionIsOwn()).isTrue();
    assertThat(sources().code("region.name", "eu").cache("orders").regionIsOwn()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          region.store              | a, b, c | the name of a region store, or two
          region.name               | a b     | 1 to 64 letters
          region.mode               | strong  | "eventual"
          region.on-failure         | queue   | "drop-and-invalidate" or "fail"
          region.max-staleness      | 0 s     | a time with its unit
          region.capacity           | 1 KiB   | a size from 1 MiB
          region.concurrency        | 0       | a whole number from 1 to 10000
          region.breaker.window     | 1       | a whole number from 2 to 10000
          region.breaker.failure-rate | 0     | a number from 0.01 to 1
          """)
  void what_breaks_a_rule_is_refused(String key, String value, String rule) {
    assertThatThrownBy(() -> sources().code(key, value).cache("orders"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining(key)
        .hasMessageContaining(rule)
        .hasMessageContaining(value);
  }

  @Test
  void a_deadline_that_is_no_time_is_refused() {
    Sources sources = sources().code("region.enabled", "true").code("region.file.deadline", "soon");

    assertThatThrownBy(() -> sources.cache("orders"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("region.file.deadline must be a time");
  }

  @ParameterizedTest
  @CsvSource({"region.enabeld, region.enabled", "region.breaker.windw, region.breaker.window"})
  void a_key_that_is_no_store_s_is_refused(String key, String nearest) {
    assertThatThrownBy(() -> sources().code(key, "1").cache("orders"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("the nearest valid key is " + nearest);
  }
}
