package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.spi.Version;
import com.heliosdb.edge.cache.tier.BehindFile.Write;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BehindFileTest {
  private static final UUID BOOT = UUID.fromString("00000000-0000-0001-0000-000000000002");

  /** Two writes, as the first release stored them. */
  private static final String STORED =
      "48454342010000000000000000010000000000000002f710c675"
          + "0000000000000003000000000000000400000001619b47dc2f"
          + "00000000000000050000000000000006000000026263a07ce125";

  private Path path;

  @BeforeEach
  void locate(@TempDir Path directory) {
    path = directory.resolve("region-behind");
  }

  private BehindFile file(UUID boot) {
    return new BehindFile(path, boot);
  }

  private static Write write(String key, long clock) {
    return new Write(new Version(clock, 4), key.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertSame(List<Write> found, Write... expected) {
    assertThat(found).usingRecursiveComparison().isEqualTo(List.of(expected));
  }

  @Test
  void stored_bytes_stay_readable() {
    byte[] stored = HexFormat.of().parseHex(STORED);

    BehindFile.Contents contents = BehindFile.Contents.parse(stored);

    assertThat(contents.sealed()).isFalse();
    assertThat(contents.boot()).isEqualTo(BOOT);
    assertSame(
        contents.writes(),
        new Write(new Version(3, 4), new byte[] {'a'}),
        new Write(new Version(5, 6), new byte[] {'b', 'c'}));
    assertThat(contents.toBytes()).isEqualTo(stored);
  }

  @Test
  void bytes_that_are_not_whole_are_not_read() {
    byte[] stored = HexFormat.of().parseHex(STORED);
    int header = 26;
    int first = 25;
    for (int length = 0; length < stored.length; length++) {
      if (length != header && length != header + first) {
        assertThat(BehindFile.Contents.parse(Arrays.copyOf(stored, length))).isNull();
      }
    }
    for (int i = 0; i < stored.length; i++) {
      byte[] damaged = stored.clone();
      damaged[i] ^= 0x10;
      assertThat(BehindFile.Contents.parse(damaged)).as("damaged at %d", i).isNull();
    }
  }

  @Test
  void what_was_appended_is_read_during_the_same_boot() throws IOException {
    BehindFile file = file(BOOT);
    file.list(List.of(write("a", 1)), false);
    file.append(write("b", 2));
    file.append(write("", 3));

    assertSame(file(BOOT).read(), write("a", 1), write("b", 2), write("", 3));
    assertThat(file(new UUID(1, 3)).read()).as("another boot").isNull();
    assertThat(file(null).read()).as("nobody knows which boot").isNull();
    file.delete();
    assertThat(file(BOOT).read()).isNull();
  }

  @Test
  void where_boots_cannot_be_told_apart_nothing_appended_is_believed() throws IOException {
    BehindFile file = file(null);
    file.list(List.of(write("a", 1)), false);

    assertThat(file(null).read()).isNull();
    file.delete();
  }

  @Test
  void what_was_sealed_is_read_after_any_boot() throws IOException {
    BehindFile file = file(null);
    file.list(List.of(write("a", 1), write("b", 2)), false);
    file.append(write("a", 3));
    file.seal(List.of(write("a", 3)));

    assertSame(file(BOOT).read(), write("a", 3));
    assertSame(file(null).read(), write("a", 3));
  }

  @Test
  void a_list_begun_anew_holds_nothing_else() throws IOException {
    BehindFile file = file(BOOT);
    file.list(List.of(write("a", 1)), true);
    file.append(write("b", 2));
    file.list(List.of(write("b", 2)), false);
    file.append(write("c", 3));

    assertSame(file(BOOT).read(), write("b", 2), write("c", 3));
    file.delete();
  }

  @Test
  void nothing_is_appended_to_no_list() {
    assertThatThrownBy(() -> file(BOOT).append(write("a", 1))).isInstanceOf(IOException.class);
    assertThat(path).doesNotExist();
  }

  @Test
  void a_list_has_a_bound() throws IOException {
    BehindFile file = file(BOOT);
    Write large = new Write(new Version(1, 1), new byte[20 << 20]);
    file.list(List.of(large), false);
    file.append(large);
    file.append(large);

    assertThatThrownBy(() -> file.append(large)).hasMessageContaining("too long");
    assertThatThrownBy(() -> file.list(List.of(large, large, large, large), false))
        .hasMessageContaining("too long");
    file.delete();
    Files.write(path, new byte[(64 << 20) + 1]);
    assertThat(file(BOOT).read()).isNull();
  }
}
