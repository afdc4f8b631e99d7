package com.heliosdb.edge.cache.benchmarks.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.heliosdb.edge.cache.benchmarks.Workload;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiskCachesTest {
  private static final int HEAP_ENTRIES = 10;

  @TempDir Path directory;

  static Set<String> names() {
    return DiskCaches.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void findsItsEntriesOnDiskAfterItWasClosed(String name) {
    String[] keys = Workload.keys(1_000);
    try (DiskCache cache = DiskCaches.open(name, directory, HEAP_ENTRIES)) {
      for (int i = 0; i < keys.length; i++) {
        cache.put(keys[i], new byte[] {(byte) i});
      }
    }
    try (DiskCache cache = DiskCaches.open(name, directory, HEAP_ENTRIES)) {
      cache.requireOnDisk(keys);

      assertThat(cache.get("key-42")).containsExactly(42);
      assertThat(cache.remove("key-42")).isTrue();
      assertThat(cache.get("key-42")).isNull();
    }
  }

  @Test
  void missCallsTheStoreNotOnceAndHitDoes() {
    try (DiskCache cache = DiskCaches.open("edge-counted", directory, HEAP_ENTRIES)) {
      cache.put("key", new byte[100]);
      long before = CountingStoreProvider.calls();
      for (String key : Workload.keys(1_000)) {
        cache.get("no-" + key);
      }
      assertThat(CountingStoreProvider.calls()).isEqualTo(before);

      cache.get("key");
      assertThat(CountingStoreProvider.calls()).isGreaterThan(before);
    }
  }

  @Test
  void unknownCacheIsRefusedWithThoseThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiskCaches.open("rocks", directory, HEAP_ENTRIES))
        .withMessage(
            "There is no disk cache 'rocks'; there are edge, edge-counted, ehcache-disk,"
                + " ehcache-heap-disk");
  }
}
