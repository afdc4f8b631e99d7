package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.testing.FaultyDiskStore;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.Cache;

/** One run of a node: a cache on a clock that stands still, over a disk with faults on demand. */
final class FaultyNode implements AutoCloseable {
  static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  static final String CACHE = "edge";

  final ManualTimeSource time = new ManualTimeSource();
  final EdgeCache<String, String> cache;
  // Held here, as the manager holds it weakly.
  private final FaultyStores stores;
  private final EdgeCachingProvider provider = new EdgeCachingProvider(() -> time);
  private final AtomicReference<FaultyDiskStore> store = new AtomicReference<>();

  /** Starts a node without faults, and waits until it has read what an earlier one left. */
  FaultyNode(Path root) {
    this(root, store -> {});
    SpecCache.awaitRecovery(CACHE);
  }

  /** Starts a node whose disk has these faults from the beginning. */
  FaultyNode(Path root, Consumer<FaultyDiskStore> faults) {
    stores =
        new FaultyStores(
            root,
            opened -> {
              store.set(opened);
              faults.accept(opened);
            });
    cache =
        edge(
            provider
                .getCacheManager(URI.create("test:faulty"), stores)
                .createCache(CACHE, configuration(root)));
  }

  @SuppressWarnings("unchecked") // a class literal knows no type arguments
  static <K, V> EdgeCache<K, V> edge(Cache<K, V> cache) {
    return cache.unwrap(EdgeCache.class);
  }

  private static EdgeCacheConfiguration<String, String> configuration(Path root) {
    EdgeCacheConfiguration<String, String> configuration = new EdgeCacheConfiguration<>();
    configuration.setTypes(String.class, String.class).setStatisticsEnabled(true);
    return configuration
        .setDiskPath(root)
        .setHeapCapacity(4 << 20)
        .setDiskCapacity(64 << 20)
        .set("disk.min-free", "0")
        .set("disk.slices", "4")
        .set("disk.retry-after", RETRY_AFTER.toMillis() + " ms")
        .set("disk.store", "faulty");
  }

  /** Waits for the end of what goes on in the background since the start or the last retry. */
  static void awaitRecovery() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("edge-cache-recovery-" + CACHE)) {
        thread.join();
      }
    }
  }

  FaultyDiskStore disk() {
    return store.get();
  }

  /** Lets the time pass after which the disk is tried out again. */
  void retry() {
    time.advance(RETRY_AFTER);
  }

  long faults() {
    return cache.tierStatistics().tiers().get(Tier.DISK).faults();
  }

  void put(String prefix, int from, int to) {
    for (int i = from; i < to; i++) {
      cache.put("key" + i, prefix + i);
    }
  }

  void assertValues(String prefix, int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(cache.get("key" + i)).isEqualTo(prefix + i);
    }
  }

  void assertAbsent(int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(cache.get("key" + i)).as("key%s", i).isNull();
    }
  }

  /** What was lost is fine, what is older is not. */
  void assertValuesOrAbsent(String prefix, int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(cache.get("key" + i)).isIn(null, prefix + i);
    }
  }

  /** The directory of the cache under this root. */
  static Path directory(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.endsWith("identity"))
          .findFirst()
          .map(Path::getParent)
          .orElseThrow();
    }
  }

  /** Copies a directory as a killed process would leave it. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  @Override
  public void close() {
    provider.close();
  }
}
