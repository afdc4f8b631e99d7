package com.heliosdb.edge.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.config.EdgeCacheSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The metadata for completion, as it lies in the jar. */
class MetadataTest {
  private static Map<String, Config> properties() throws Exception {
    // Other jars have a file of this name as well.
    URL ours = EdgeCacheAutoConfiguration.class.getProtectionDomain().getCodeSource().getLocation();
    URL metadata = new URL(ours, "META-INF/spring-configuration-metadata.json");
    try (Reader file = new InputStreamReader(metadata.openStream(), StandardCharsets.UTF_8)) {
      return ConfigFactory.parseReader(file).getConfigList("properties").stream()
          .map(Config.class::cast)
          .collect(Collectors.toMap(each -> each.getString("name"), each -> each));
    }
  }

  @Test
  void every_setting_can_be_completed_and_nothing_else() throws Exception {
    assertThat(properties().keySet())
        .containsAll(
            EdgeCacheSettings.keys().stream().map(key -> "heliosdb.edge.cache." + key).toList())
        .contains("heliosdb.edge.cache.caches")
        // The options of a store are its own: no keys of ours, but described beside them.
        .filteredOn(name -> !name.startsWith("heliosdb.edge.cache.region.file."))
        .hasSize(EdgeCacheSettings.keys().size() + 1);
  }

  @Test
  void each_has_a_type_and_a_description() throws Exception {
    assertThat(properties().values())
        .allSatisfy(
            each -> {
              assertThat(each.getString("type")).startsWith("java.");
              assertThat(each.getString("description")).isNotBlank();
            });
    assertThat(properties().get("heliosdb.edge.cache.disk.enabled").getString("type"))
        .isEqualTo("java.lang.Boolean");
    assertThat(properties().get("heliosdb.edge.cache.disk.retry-after").getString("defaultValue"))
        .isEqualTo("5 s");
  }
}
