package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disk directories that can and cannot be used. */
@Timeout(60)
class DiskStartTest {
  private static final URI MANAGER = URI.create("test:disk-start");

  @TempDir Path root;

  private final EdgeCachingProvider provider = new EdgeCachingProvider();
  private final CacheManager manager = provider.getCacheManager(MANAGER, null);

  @AfterEach
  void close() {
    provider.close();
  }

  private static EdgeCacheConfiguration<String, String> onDisk(Path path) {
    return new EdgeCacheConfiguration<String, String>()
        .setDiskPath(path)
        .setHeapCapacity(1 << 20)
        .setDiskCapacity(16 << 20)
        .set("disk.min-free", "0")
        .set("disk.slices", "2");
  }

  @Test
  void a_missing_directory_is_created() {
    Path missing = root.resolve("not").resolve("yet");
    Cache<String, String> cache = manager.createCache("a", onDisk(missing));
    cache.put("key", "value");
    assertThat(FaultyNode.edge(cache).tierOf("key")).contains(Tier.DISK);
    assertThat(missing).isDirectory();
  }

  @Test
  void a_file_in_the_way_is_refused_with_property_path_and_cure() throws Exception {
    Path file = Files.writeString(root.resolve("file"), "precious");
    assertThatThrownBy(() -> manager.createCache("a", onDisk(file)))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll(
            "disk.path", file.toString(), "cache 'a'", "make it writable", "another disk.path");
    assertThat(file).hasContent("precious");
    assertNothingIsLeft();
  }

  @Test
  void a_directory_that_takes_no_file_is_refused_with_property_path_and_cure() throws Exception {
    manager.createCache("a", onDisk(root)).close();
    Path lock = FaultyNode.directory(root).resolve("lock");
    Files.delete(lock);
    Files.createDirectory(lock);
    assertThatThrownBy(() -> manager.createCache("a", onDisk(root)))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll(
            "disk.path", lock.getParent().toString(), "cache 'a'", "make it writable");
    assertNothingIsLeft();
    Files.delete(lock);
    manager.createCache("a", onDisk(root)).put("works", "again");
  }

  @Test
  void a_store_that_cannot_be_created_is_refused_with_property_path_and_cure() throws Exception {
    manager.createCache("a", onDisk(root)).close();
    Path directory = FaultyNode.directory(root);
    Path layout = directory.resolve("store").resolve("layout");
    Files.delete(layout);
    Files.createDirectories(layout.resolve("in the way"));
    assertThatThrownBy(() -> manager.createCache("a", onDisk(root)))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll(
            "disk.path", directory.toString(), "cache 'a'", "repair or empty it");
    assertNothingIsLeft();
    Files.delete(layout.resolve("in the way"));
    Files.delete(layout);
    manager.createCache("a", onDisk(root)).put("works", "again");
  }

  @Test
  void a_full_disk_is_refused_with_both_sizes_and_the_cure() {
    assertThatThrownBy(
            () -> manager.createCache("a", onDisk(root).set("disk.min-free", "1000 PiB")))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll(
            "disk.path",
            root.toString(),
            "bytes free",
            "disk.min-free",
            Long.toString(1000L << 50),
            "cache 'a'",
            "free some space");
    assertNothingIsLeft();
  }

  @Test
  void a_directory_of_another_process_is_refused_with_property_path_and_cure() throws Exception {
    try (ChildJvm owner = ChildJvm.start("-Xmx64m", Owner.class, root.toString())) {
      owner.awaitLine("open");
      assertThatThrownBy(() -> manager.createCache("a", onDisk(root)))
          .isInstanceOf(CacheException.class)
          .hasMessageContainingAll(
              "disk.path", root.toString(), "another process", "cache 'a'", "disk.path of its own");
      assertNothingIsLeft();
      owner.say("close");
      owner.awaitExit(0);
    }
    Cache<String, String> cache = manager.createCache("a", onDisk(root));
    assertThat(cache.get("key")).isEqualTo("value");
  }

  /** Opens a cache of the same name in the same directory until it is told to close. */
  static final class Owner {
    public static void main(String[] arguments) throws Exception {
      try (EdgeCachingProvider provider = new EdgeCachingProvider()) {
        Cache<String, String> cache =
            provider.getCacheManager(MANAGER, null).createCache("a", onDisk(Path.of(arguments[0])));
        cache.put("key", "value");
        ChildJvm.tell("open");
        ChildJvm.listen();
      }
    }
  }

  @Test
  void two_managers_of_one_process_never_share_a_directory() {
    ClassLoader other = new ClassLoader(getClass().getClassLoader()) {};
    Cache<String, String> one = manager.createCache("a", onDisk(root));
    Cache<String, String> two =
        provider.getCacheManager(MANAGER, other).createCache("a", onDisk(root));
    one.put("key", "one");
    two.put("key", "two");
    assertThat(one.get("key")).isEqualTo("one");
    assertThat(two.get("key")).isEqualTo("two");
    one.close();
    assertThat(two.get("key")).isEqualTo("two");
    Cache<String, String> again = manager.createCache("a", onDisk(root));
    SpecCache.awaitRecovery("a");
    assertThat(again.get("key")).isEqualTo("one");
  }

  private void assertNothingIsLeft() {
    assertThat(manager.getCacheNames()).isEmpty();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("edge-cache-recovery"));
  }
}
