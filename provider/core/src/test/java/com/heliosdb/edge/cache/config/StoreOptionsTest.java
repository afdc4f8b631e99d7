package com.heliosdb.edge.cache.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StoreOptionsTest {
  @Test
  void options_are_read_by_their_rules() {
    StoreOptions options =
        StoreOptions.of(
            "region.hazelcast", Map.of("timeout", "2 s", "size", "1 KiB", "on", "true"));
    assertThat(options.time("timeout")).contains(Duration.ofSeconds(2));
    assertThat(options.size("size", 0, 1 << 20)).contains(1024L);
    assertThat(options.flag("on")).contains(true);
    assertThat(options.count("members", 1, 9)).isEmpty();
    options.refuseUnknown();
  }

  @Test
  void a_value_that_breaks_its_rule_is_named_in_full() {
    StoreOptions options = StoreOptions.of("region.hazelcast", Map.of("role", "boss"));
    assertThatThrownBy(
            () ->
                options.text("role", "\"client\" or \"member\"", Pattern.compile("client|member")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("region.hazelcast.role must be \"client\" or \"member\"")
        .hasMessageContaining("\"boss\"");
  }

  @Test
  void what_nobody_asked_for_is_refused_with_the_nearest_key() {
    StoreOptions options = StoreOptions.of("region.hazelcast", Map.of("membrs", "2"));
    options.count("members", 1, 9);
    options.flag("smart");
    assertThatThrownBy(options::refuseUnknown)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("region.hazelcast.membrs is no setting")
        .hasMessageContaining("region.hazelcast.members");
  }

  @Test
  void a_secret_is_in_no_message_even_if_its_key_is_mistyped() {
    StoreOptions options =
        StoreOptions.of("region.hazelcast", Map.of("password", "hush", "pasword", "hush"));
    assertThat(options.secret("password")).contains("hush");
    assertThat(options.secret("token")).isEmpty();
    assertThatThrownBy(options::refuseUnknown)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("region.hazelcast.pasword is no setting")
        .hasMessageContaining("region.hazelcast.password")
        .hasMessageNotContaining("hush");
  }

  @Test
  void a_secret_that_is_no_text_is_refused_without_its_value() {
    StoreOptions options =
        new StoreOptions(
            "region.hazelcast",
            Map.of(
                "password",
                new Given(
                    "region.hazelcast.password",
                    ConfigValueFactory.fromIterable(List.of("hush"), "edge-cache.conf"))));
    assertThatThrownBy(() -> options.secret("password"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("region.hazelcast.password must be a text, but was a list (edge-cache.conf)");
  }
}
