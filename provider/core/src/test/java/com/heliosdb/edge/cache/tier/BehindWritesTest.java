package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.codec.Codecs;
import com.heliosdb.edge.cache.config.SerializationSettings;
import com.heliosdb.edge.cache.spi.Version;
import com.heliosdb.edge.cache.tier.BehindWrites.Added;
import com.heliosdb.edge.cache.tier.RegionMemory.Behind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BehindWritesTest {
  private static final long NODE = 7;

  @TempDir private Path directory;
  private final Codecs codecs =
      new Codecs(
          new SerializationSettings(List.of(), 64, 100_000, 1 << 24, 1 << 24),
          List.of(),
          BehindWritesTest.class.getClassLoader());
  private RegionMemory memory;
  private BehindWrites behind;

  @BeforeEach
  void open() throws IOException {
    memory = memory();
    behind = new BehindWrites("test", memory, codecs);
    assertThat(behind.recall()).isTrue();
  }

  @AfterEach
  void close() {
    behind.close();
  }

  private RegionMemory memory() throws IOException {
    return new RegionMemory(directory.resolve("region"));
  }

  private Path list() {
    return directory.resolve("region-behind");
  }

  private Added add(String key, long clock) {
    return behind.add(new KeyRef(key), new Version(clock, NODE));
  }

  /** What another process would find now. */
  private Map<Object, Version> recalled() throws IOException {
    BehindWrites next = new BehindWrites("test", memory(), codecs);
    assertThat(next.recall()).isTrue();
    Map<Object, Version> found = new HashMap<>();
    next.iterator().forEachRemaining(each -> found.put(each.getKey().key, each.getValue()));
    next.close();
    return found;
  }

  @Test
  void the_latest_version_of_each_key_is_recalled() throws IOException {
    add("a", 1);
    add("b", 2);
    add("a", 3);

    assertThat(recalled()).isEqualTo(Map.of("a", new Version(3, NODE), "b", new Version(2, NODE)));
  }

  @Test
  void the_mark_stays_while_the_region_has_yet_to_be_cleared() throws IOException {
    add("a", 1);
    behind.forget();
    behind.note();

    behind.settle(() -> true);
    assertThat(memory().behind()).isEqualTo(Behind.ANYTHING);

    behind.settle(() -> false);
    assertThat(memory().behind()).isEqualTo(Behind.NOTHING);
  }

  @Test
  void mark_and_list_go_when_nothing_is_behind() throws IOException {
    add("a", 1);
    behind.settle(() -> false);
    assertThat(memory().behind()).isEqualTo(Behind.KEYS);

    behind.done(new KeyRef("a"), 1);
    behind.settle(() -> false);

    assertThat(memory().behind()).isEqualTo(Behind.NOTHING);
    assertThat(list()).doesNotExist();
    add("b", 2);
    assertThat(recalled()).containsOnlyKeys("b");
  }

  @Test
  void a_long_outage_lets_the_list_grow_no_further() throws IOException {
    for (int i = 0; i < 100; i++) {
      add("k" + i, i + 1);
    }
    long longest = 0;
    for (int i = 100; i < 50_000; i++) {
      add("k" + i % 100, i + 1);
      longest = Math.max(longest, i % 50 == 0 ? Files.size(list()) : 0);
    }

    assertThat(longest).as("bytes of 1,024 short writes").isLessThan(1_024 * 64);
    Map<Object, Version> recalled = recalled();
    assertThat(recalled).hasSize(100);
    assertThat(recalled.get("k99")).isEqualTo(new Version(50_000, NODE));
  }

  @Test
  void a_write_of_a_thread_that_is_interrupted_is_listed_like_others() throws IOException {
    Thread.currentThread().interrupt();
    add("a", 1);
    add("b", 2);
    assertThat(Thread.interrupted()).as("still").isTrue();
    assertThat(memory().behind()).isEqualTo(Behind.KEYS);
    assertThat(recalled()).containsOnlyKeys("a", "b");
  }

  @Test
  void what_cannot_be_listed_may_be_anything() throws IOException {
    Files.createDirectories(list().resolve("in the way"));

    assertThat(add("a", 1)).isEqualTo(Added.YES);

    assertThat(memory().behind()).isEqualTo(Behind.ANYTHING);
    assertThat(behind.contains(new KeyRef("a"))).as("made up for by this process").isTrue();
    add("b", 2);
    assertThat(memory().behind()).isEqualTo(Behind.ANYTHING);
    assertThat(new BehindWrites("test", memory(), codecs).recall()).isFalse();
  }

  @Test
  void a_key_of_no_known_class_may_be_any_key() throws IOException {
    BehindFile file = memory.behindFile();
    file.seal(List.of(new BehindFile.Write(new Version(1, 1), new byte[] {99, 99})));
    memory.behind(Behind.KEYS);

    assertThat(new BehindWrites("test", memory(), codecs).recall()).isFalse();
    assertThat(memory().behind()).isEqualTo(Behind.ANYTHING);
    assertThat(list()).doesNotExist();
  }

  @Test
  void a_closed_cache_takes_nothing_and_keeps_what_it_has() throws IOException {
    add("a", 1);
    behind.close();

    assertThat(add("b", 2)).isEqualTo(Added.CLOSED);
    assertThat(BehindFile.Contents.parse(Files.readAllBytes(list())).sealed()).isTrue();
    assertThat(recalled()).containsOnlyKeys("a");
    assertThat(BehindFile.Contents.parse(Files.readAllBytes(list())).sealed())
        .as("by the one that recalled it, when it closed")
        .isTrue();
  }

  @Test
  void what_was_recalled_is_no_longer_sealed() throws IOException {
    add("a", 1);
    behind.close();

    BehindWrites next = new BehindWrites("test", memory(), codecs);
    assertThat(next.recall()).isTrue();

    assertThat(BehindFile.Contents.parse(Files.readAllBytes(list())).sealed()).isFalse();
    assertThat(next.latest()).isEqualTo(1);
    next.close();
  }

  @Test
  void what_is_older_than_the_generation_is_not_recalled() throws IOException {
    add("a", 1);
    add("b", 5);
    memory.generation(3, 4);

    assertThat(recalled()).containsOnlyKeys("b");
    behind.forgetOlder(4);
    assertThat(behind.contains(new KeyRef("a"))).isFalse();
    assertThat(behind.contains(new KeyRef("b"))).isTrue();
  }

  @Test
  void a_list_left_over_means_nothing() throws IOException {
    add("a", 1);
    memory.behind(Behind.NOTHING);

    assertThat(recalled()).isEmpty();
    assertThat(list()).doesNotExist();
  }

  @Test
  void without_a_disk_nothing_is_listed() throws IOException {
    RegionMemory none = new RegionMemory(null);
    BehindWrites here = new BehindWrites("test", none, codecs);

    assertThat(here.add(new KeyRef("a"), new Version(1, NODE))).isEqualTo(Added.YES);

    assertThat(here.contains(new KeyRef("a"))).isTrue();
    assertThat(none.behindFile()).isNull();
    here.close();
    assertThat(list()).doesNotExist();
  }

  @Test
  void memories_of_earlier_releases_stay_readable() throws IOException {
    Map<String, Behind> stored =
        Map.of(
            "484543470100000000000000000100000000000000020000000000000003183b7739",
            Behind.NOTHING,
            "484543470101000000000000000100000000000000020000000000000003360fbca4",
            Behind.ANYTHING);
    for (Map.Entry<String, Behind> each : stored.entrySet()) {
      Path file = directory.resolve("earlier");
      Files.write(file, HexFormat.of().parseHex(each.getKey()));

      RegionMemory read = new RegionMemory(file);

      assertThat(read.behind()).isEqualTo(each.getValue());
      assertThat(read.generation()).isEqualTo(1);
      assertThat(read.horizon()).isEqualTo(2);
      assertThat(read.contactMillis()).isEqualTo(3);
    }
    Files.write(directory.resolve("damaged"), new byte[34]);
    assertThat(new RegionMemory(directory.resolve("damaged")).behind()).isEqualTo(Behind.ANYTHING);
  }
}
