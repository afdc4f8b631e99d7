package com.heliosdb.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRegionStoreProviderTest {
  @TempDir private Path directory;
  private final FileRegionStoreProvider provider = new FileRegionStoreProvider();

  @Test
  void has_the_options_that_reference_conf_describes() throws IOException {
    Config described =
        ConfigFactory.parseResources("reference.conf")
            .getConfig("heliosdb.edge.cache.region." + provider.name());
    assertThat(described.root().keySet())
        .containsExactlyInAnyOrder("path", "sweep-interval", "deadline");
    assertThat(described.getDuration("deadline")).isEqualTo(provider.deadline());

    Map<String, String> options = new HashMap<>();
    // The deadline of a store is taken out before the store is asked.
    described
        .withoutPath("deadline")
        .root()
        .keySet()
        .forEach(key -> options.put(key, described.getString(key)));
    options.put("path", directory.resolve("here").toString());
    try (RegionStore store = open(options)) {
      assertThat(store.startGeneration(3).toCompletableFuture().join()).isEqualTo(3);
    }
    assertThat(directory.resolve("here")).isNotEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({"pth, region.file.path", "sweep-intervall, region.file.sweep-interval"})
  void refuses_an_option_that_it_does_not_have(String key, String nearest) {
    assertThatThrownBy(() -> open(Map.of(key, "1 s")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("region.file." + key)
        .hasMessageContaining("the nearest valid key is " + nearest);
  }

  private RegionStore open(Map<String, String> options) throws IOException {
    return provider.open(
        new RegionStoreProvider.Context(
            "region", "orders", 1 << 20, StoreOptions.of("region.file", options)));
  }
}
