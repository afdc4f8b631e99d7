package com.heliosdb.edge.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.hazelcast.HazelcastOptions.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HazelcastOptionsTest {
  @Test
  void has_defaults() {
    HazelcastOptions options = read();
    assertThat(options.link().mode()).isEqualTo(Mode.CLIENT);
    assertThat(options.link().clusterName()).isEqualTo("dev");
    assertThat(options.link().members()).containsExactly("127.0.0.1");
    assertThat(options.link().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.backups()).isEqualTo(1);
    assertThat(options.maxEntries(1L << 30)).isEqualTo(1 << 18);
  }

  @Test
  void reads_what_is_given() {
    HazelcastOptions options =
        read(
            "mode", "member",
            "cluster-name", "edge of the world",
            "members", "10.0.0.1:5701, cache-2.example , [::1]:5702",
            "address", "10.0.0.7:5703",
            "timeout", "2 s",
            "backups", "2",
            "entry-size", "1 KiB");
    assertThat(options.link().mode()).isEqualTo(Mode.MEMBER);
    assertThat(options.link().clusterName()).isEqualTo("edge of the world");
    assertThat(options.link().members())
        .isEqualTo(List.of("10.0.0.1:5701", "cache-2.example", "[::1]:5702"));
    assertThat(options.link().address()).contains("10.0.0.7:5703");
    assertThat(options.link().timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(options.backups()).isEqualTo(2);
    assertThat(options.maxEntries(1L << 30)).isEqualTo(1 << 20);
  }

  @Test
  void counts_at_least_one_entry_and_no_more_than_hazelcast_can() {
    assertThat(read().maxEntries(0)).isEqualTo(1);
    assertThat(read().maxEntries(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void names_the_key_and_the_rule_that_was_broken() {
    assertRefused("mode must be \"client\" or \"member\"", "mode", "server");
    assertRefused("members must be hosts", "members", "a:b:c");
    assertRefused("members must be hosts", "members", "");
    assertRefused("backups must be", "backups", "7");
    assertRefused("timeout must be from 500 ms to 2 m", "timeout", "20 ms");
    assertRefused("entry-size must be", "entry-size", "0");
    assertRefused("nearest valid key is region.hazelcast.members", "member", "127.0.0.1");
  }

  @Test
  void refuses_what_contradicts(@TempDir Path directory) throws Exception {
    String file = Files.writeString(directory.resolve("client.xml"), "<x/>").toString();
    assertRefused("unless region.hazelcast.mode = member", "address", "127.0.0.1");
    assertRefused("beside region.hazelcast.instance", "instance", "mine", "timeout", "1 s");
    assertRefused("beside region.hazelcast.instance", "instance", "mine", "config", file);
    assertRefused("beside region.hazelcast.config", "config", file, "members", "127.0.0.1");
    assertRefused("readable .xml, .yaml or .yml", "config", directory.resolve("no.xml").toString());
    assertRefused("readable .xml, .yaml or .yml", "config", directory.toString());
  }

  private static void assertRefused(String message, String... settings) {
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("region.hazelcast.")
        .hasMessageContaining(message);
  }

  private static HazelcastOptions read(String... settings) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    return HazelcastOptions.read(StoreOptions.of("region.hazelcast", values));
  }
}
