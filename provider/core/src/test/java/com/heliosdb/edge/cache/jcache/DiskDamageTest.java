package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.testing.CapturedLog;
import com.heliosdb.edge.cache.testing.FaultyDiskStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyDiskStore.Operation;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cache directory that was damaged while it was closed. */
@Timeout(120)
class DiskDamageTest {
  private static final int ENTRIES = 100;
  private static final int ROUNDS = 50;
  private static final int FILES_A_ROUND = 4;
  private static final int FLIPS_A_FILE = 5;

  @TempDir Path scratch;

  private final CapturedLog log = new CapturedLog();
  private Path sound;
  private Path damaged;

  @BeforeEach
  void fill() throws IOException {
    sound = Files.createDirectory(scratch.resolve("sound"));
    try (FaultyNode node = new FaultyNode(sound)) {
      node.put("value", 0, ENTRIES);
    }
  }

  @AfterEach
  void stopCapturing() {
    log.close();
  }

  private interface Damage {
    void to(List<Path> files) throws IOException;
  }

  /** How many entries are found in a copy with this damage, in which the cache then works on. */
  private int survivorsOf(Damage damage) throws Exception {
    Path root = Files.createTempDirectory(scratch, "damaged");
    damaged = root;
    FaultyNode.copy(sound, root);
    damage.to(filesBelow(FaultyNode.directory(root)));
    int found = 0;
    try (FaultyNode node = new FaultyNode(root)) {
      FaultyNode.awaitRecovery();
      for (int i = 0; i < ENTRIES; i++) {
        String value = node.cache.get("key" + i);
        assertThat(value).isIn(null, "value" + i);
        found += value == null ? 0 : 1;
      }
      node.put("next", 0, ENTRIES);
      node.assertValues("next", 0, ENTRIES);
    }
    return found;
  }

  private void assertNextRunFindsAll() throws Exception {
    try (FaultyNode node = new FaultyNode(damaged)) {
      FaultyNode.awaitRecovery();
      node.assertValues("next", 0, ENTRIES);
    }
  }

  private static List<Path> filesBelow(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !file.endsWith("lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void an_undamaged_copy_has_every_entry() throws Exception {
    assertThat(survivorsOf(files -> assertThat(files).hasSize(2 + 4 * 4))).isEqualTo(ENTRIES);
  }

  @Test
  void a_thousand_flipped_bits_make_no_wrong_value() throws Exception {
    Random random = new Random(20_260_101);
    int found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      found +=
          survivorsOf(
              files -> {
                for (int i = 0; i < FILES_A_ROUND; i++) {
                  flipBits(files.get(random.nextInt(files.size())), random);
                }
              });
    }
    assertThat(found).isPositive().isLessThan(ROUNDS * ENTRIES);
  }

  private static void flipBits(Path file, Random random) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      for (int flip = 0; flip < FLIPS_A_FILE; flip++) {
        long at = random.nextLong(bytes.length());
        bytes.seek(at);
        int old = bytes.read();
        bytes.seek(at);
        bytes.write(old ^ 1 << random.nextInt(8));
      }
    }
  }

  @Test
  void a_truncated_file_makes_no_wrong_value() throws Exception {
    int kinds = filesBelow(FaultyNode.directory(sound)).size();
    for (int kind = 0; kind < kinds; kind++) {
      for (int keptQuarters = 0; keptQuarters < 4; keptQuarters += 3) {
        int number = kind;
        int kept = keptQuarters;
        survivorsOf(files -> truncate(files.get(number), kept));
      }
    }
  }

  private static void truncate(Path file, int keptQuarters) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(bytes.length() * keptQuarters / 4);
    }
  }

  @Test
  void a_missing_file_makes_no_wrong_value() throws Exception {
    int kinds = filesBelow(FaultyNode.directory(sound)).size();
    for (int kind = 0; kind < kinds; kind++) {
      int number = kind;
      survivorsOf(files -> Files.delete(files.get(number)));
      assertNextRunFindsAll();
    }
  }

  @Test
  void swapped_files_make_no_wrong_value() throws Exception {
    int kinds = filesBelow(FaultyNode.directory(sound)).size();
    for (int kind = 1; kind < kinds; kind++) {
      int number = kind;
      survivorsOf(
          files -> {
            byte[] one = Files.readAllBytes(files.get(number - 1));
            Files.write(files.get(number - 1), Files.readAllBytes(files.get(number)));
            Files.write(files.get(number), one);
          });
    }
  }

  @Test
  void foreign_files_make_no_wrong_value() throws Exception {
    byte[] noise = new byte[1 << 16];
    new Random(1).nextBytes(noise);
    int survivors =
        survivorsOf(
            files -> {
              for (Path file : files) {
                Files.write(file.resolveSibling("foreign"), noise);
              }
              Path directory = files.get(0).resolveSibling("");
              Files.write(directory.resolve("slice-99.index"), noise);
              Files.createDirectories(directory.resolve("slice-x.index").resolve("nested"));
            });
    assertThat(survivors).isZero();
    assertNextRunFindsAll();
    int kinds = filesBelow(FaultyNode.directory(sound)).size();
    for (int kind = 0; kind < kinds; kind++) {
      int number = kind;
      survivorsOf(files -> Files.write(files.get(number), noise));
    }
  }

  @Test
  void a_record_that_comes_back_damaged_is_a_miss_and_is_dropped() {
    try (FaultyNode node = new FaultyNode(sound)) {
      node.disk().plan(Operation.GET, Fault.CORRUPT);
      node.assertAbsent(0, 50);
      node.disk().heal();
      node.assertAbsent(0, 50);
      assertThat(node.cache.tierOf("key0")).isEmpty();
      assertThat(node.faults()).isEqualTo(50);
      node.assertValues("value", 50, ENTRIES);
      assertThat(log.warnings()).isEmpty();
    }
  }
}
