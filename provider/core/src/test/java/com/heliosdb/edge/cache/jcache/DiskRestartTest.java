package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.testing.CapturedLog;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a cache leaves to the next JVM, and what a small heap bears. */
@Timeout(180)
class DiskRestartTest {
  @TempDir Path root;

  private static EdgeCache<Integer, String> open(EdgeCachingProvider provider, Path root) {
    EdgeCacheConfiguration<Integer, String> configuration = new EdgeCacheConfiguration<>();
    configuration.setTypes(Integer.class, String.class);
    configuration
        .setDiskPath(root)
        .setHeapCapacity(4 << 20)
        .setDiskCapacity(256 << 20)
        .set("disk.min-free", "0");
    return FaultyNode.edge(
        provider
            .getCacheManager(URI.create("test:restart"), null)
            .createCache("edge", configuration));
  }

  // ---------------------------------------------------------------- a clean restart

  private static final int ENTRIES = 100_000;

  private static Duration ttl(int key) {
    return Duration.ofHours(1 + key % 1_000);
  }

  @Test
  void a_second_jvm_finds_every_entry_with_its_time_to_live() throws Exception {
    try (ChildJvm first = ChildJvm.start("-Xmx256m", Writer.class, root.toString())) {
      first.awaitExit(0);
    }
    try (ChildJvm second = ChildJvm.start("-Xmx256m", Reader.class, root.toString())) {
      second.awaitLine("found " + ENTRIES);
      second.awaitExit(0);
    }
  }

  /** Fills a cache and closes it. */
  static final class Writer {
    public static void main(String[] arguments) {
      try (EdgeCachingProvider provider = new EdgeCachingProvider()) {
        EdgeCache<Integer, String> cache = open(provider, Path.of(arguments[0]));
        for (int key = 0; key < ENTRIES; key++) {
          cache.put(key, "value " + key, ttl(key));
        }
      }
    }
  }

  /** Reads every entry of a cache that another JVM has left. */
  static final class Reader {
    private static final Duration RUN_TIME = Duration.ofMinutes(10);

    public static void main(String[] arguments) throws InterruptedException {
      try (EdgeCachingProvider provider = new EdgeCachingProvider()) {
        EdgeCache<Integer, String> cache = open(provider, Path.of(arguments[0]));
        FaultyNode.awaitRecovery();
        int found = 0;
        for (int key = 0; key < ENTRIES; key++) {
          Duration left = cache.explain(key).timeToExpiry().orElse(Duration.ZERO);
          if (cache.tierOf(key).equals(Optional.of(Tier.DISK))
              && ("value " + key).equals(cache.get(key))
              && left.compareTo(ttl(key)) <= 0
              && left.compareTo(ttl(key).minus(RUN_TIME)) > 0) {
            found++;
          }
        }
        ChildJvm.tell("found " + found);
      }
    }
  }

  // ---------------------------------------------------------------- a killed JVM

  @Test
  void after_a_kill_the_cache_starts_empty_says_so_once_and_works() throws Exception {
    try (ChildJvm killed = ChildJvm.start("-Xmx128m", Killed.class, root.toString())) {
      killed.awaitLine("open");
      killed.kill();
    }
    try (CapturedLog log = new CapturedLog();
        EdgeCachingProvider provider = new EdgeCachingProvider()) {
      EdgeCache<Integer, String> cache = open(provider, root);
      FaultyNode.awaitRecovery();
      for (int key = 0; key < Killed.KEPT + Killed.WRITTEN; key++) {
        assertThat(cache.get(key)).isIn(null, "new " + key);
        cache.put(key, "newer");
        assertThat(cache.get(key)).isEqualTo("newer");
        assertThat(cache.tierOf(key)).contains(Tier.DISK);
      }
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("16 of 16 slices", "cache 'edge'", "not closed cleanly");
    }
  }

  /** Leaves old entries to a second run, overwrites them there, and waits to be killed. */
  static final class Killed {
    static final int KEPT = 500;
    static final int WRITTEN = 500;

    public static void main(String[] arguments) throws Exception {
      Path root = Path.of(arguments[0]);
      try (EdgeCachingProvider provider = new EdgeCachingProvider()) {
        EdgeCache<Integer, String> cache = open(provider, root);
        for (int key = 0; key < KEPT; key++) {
          cache.put(key, "old " + key);
        }
      }
      try (EdgeCachingProvider provider = new EdgeCachingProvider()) {
        EdgeCache<Integer, String> cache = open(provider, root);
        for (int key = 0; key < KEPT + WRITTEN; key++) {
          cache.put(key, "new " + key);
        }
        FaultyNode.awaitRecovery();
        ChildJvm.tell("open");
        ChildJvm.listen();
      }
    }
  }

  // ---------------------------------------------------------------- a flood

  @Test
  void a_small_heap_survives_a_flood_over_heap_and_disk() throws Exception {
    flood("disk", 24_000);
  }

  @Test
  void a_small_heap_survives_a_flood_over_the_heap_alone() throws Exception {
    flood("heap", 100_000);
  }

  private void flood(String layout, int puts) throws Exception {
    try (ChildJvm child =
        ChildJvm.start("-Xmx256m", Flood.class, layout, root.toString(), Integer.toString(puts))) {
      child.awaitLine("right");
      assertThat(child.awaitExit(0)).doesNotContain("OutOfMemoryError", "WARN");
    }
  }

  /** Puts several times the heap and the disk from several threads. */
  static final class Flood {
    private static final int THREADS = 4;
    private static final int VALUE_BYTES = 16 << 10;
    // Less than is put, so that the disk evicts too.
    private static final long DISK_BYTES = 128 << 20;

    public static void main(String[] arguments) throws Exception {
      int puts = Integer.parseInt(arguments[2]);
      EdgeCacheConfiguration<Integer, byte[]> configuration = new EdgeCacheConfiguration<>();
      if (arguments[0].equals("disk")) {
        configuration
            .setDiskPath(Path.of(arguments[1]))
            .setDiskCapacity(DISK_BYTES)
            .set("disk.min-free", "0");
      }
      try (EdgeCachingProvider provider = new EdgeCachingProvider()) {
        Cache<Integer, byte[]> cache =
            provider.getCacheManager().createCache("flood", configuration);
        List<FutureTask<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          int first = i;
          FutureTask<Integer> task = new FutureTask<>(() -> flood(cache, first, puts));
          tasks.add(task);
          new Thread(task, "flood " + i).start();
        }
        for (FutureTask<Integer> task : tasks) {
          task.get();
        }
        int found = 0;
        for (int key = puts - 1_000; key < puts; key++) {
          byte[] value = cache.get(key);
          if (value != null && !isRight(key, value)) {
            throw new AssertionError("a wrong value of " + key);
          }
          found += value == null ? 0 : 1;
        }
        if (found < 100) {
          throw new AssertionError("only " + found + " of the last 1,000 are there");
        }
        ChildJvm.tell("right");
      }
    }

    private static int flood(Cache<Integer, byte[]> cache, int first, int puts) {
      int read = 0;
      for (int key = first; key < puts; key += THREADS) {
        byte[] value = new byte[VALUE_BYTES];
        value[0] = (byte) key;
        value[VALUE_BYTES - 1] = (byte) (key >>> 8);
        cache.put(key, value);
        if (key % 16 == first) {
          byte[] back = cache.get(key);
          if (back != null && !isRight(key, back)) {
            throw new AssertionError("a wrong value of " + key);
          }
          read++;
        }
      }
      return read;
    }

    private static boolean isRight(int key, byte[] value) {
      return value.length == VALUE_BYTES
          && value[0] == (byte) key
          && value[VALUE_BYTES - 1] == (byte) (key >>> 8);
    }
  }
}
