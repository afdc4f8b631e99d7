package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.policy.Scores;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSnapshotTest {
  private static final DiskSlot SLOT = new DiskSlot(7, 8_000, 900, 4, 10, false, false);

  @TempDir Path directory;

  @Test
  void reads_what_it_wrote() throws IOException {
    Path file = directory.resolve("index");
    List<DiskSnapshot.Line> lines = List.of(new DiskSnapshot.Line(1, 2, SLOT, 0x5000_0003));
    DiskSnapshot.write(file, 11, 12, lines);
    assertThat(DiskSnapshot.read(file, 11, 12)).isEqualTo(lines);
    assertThat(DiskSnapshot.read(file, 11, 13)).isNull();
  }

  @Test
  void reads_the_format_that_had_a_rank_in_wall_time() throws IOException {
    Path file = directory.resolve("index");
    Files.write(file, formatWithRank());
    assertThat(DiskSnapshot.read(file, 11, 12))
        .containsExactly(new DiskSnapshot.Line(1, 2, SLOT, Scores.storedOf(4)));
  }

  private static byte[] formatWithRank() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x48454349);
    out.writeByte(1);
    out.writeLong(11);
    out.writeLong(12);
    out.writeLong(1);
    out.writeLong(1);
    out.writeLong(2);
    out.writeLong(SLOT.version());
    out.writeLong(SLOT.deadline());
    out.writeFloat(123.5f);
    out.writeInt(SLOT.touchedSeconds());
    out.writeInt(SLOT.bytes());
    out.writeInt(SLOT.accesses());
    CRC32C sum = new CRC32C();
    sum.update(bytes.toByteArray());
    out.writeLong(sum.getValue());
    return bytes.toByteArray();
  }
}
