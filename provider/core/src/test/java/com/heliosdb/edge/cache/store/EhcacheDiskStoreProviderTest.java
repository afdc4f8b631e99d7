package com.heliosdb.edge.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.spi.DiskStoreProvider;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EhcacheDiskStoreProviderTest {
  @Test
  void is_found_by_its_name() {
    assertThat(ServiceLoader.load(DiskStoreProvider.class))
        .filteredOn(provider -> provider.name().equals("ehcache"))
        .hasOnlyElementsOfType(EhcacheDiskStoreProvider.class)
        .hasSize(1);
  }

  @Test
  void refuses_a_number_of_slices_that_is_no_power_of_two(@TempDir Path directory) {
    assertThatThrownBy(() -> new EhcacheDiskStoreProvider().open(directory, 1 << 20, 12))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("power of two")
        .hasMessageContaining("12");
    assertThat(directory).isEmptyDirectory();
  }
}
