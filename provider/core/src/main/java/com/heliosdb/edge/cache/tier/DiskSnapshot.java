package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.policy.Scores;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The index of one cleanly closed slice, as a file: magic int · format byte · incarnation ·
 * generation · count (longs) · the records (hash high, hash low, version, deadline: longs; score as
 * stored, seconds of last access, bytes, accesses: ints) · CRC32C long. Outranks the records
 * themselves: what it does not list was removed. Unreadable in any way = not there; the slice is
 * scanned instead.
 */
final class DiskSnapshot {
  private static final int MAGIC = 0x48454349;
  private static final byte FORMAT = 2;
  // Had a rank in wall time, a float, instead of the score.
  private static final byte FORMAT_WITH_RANK = 1;
  private static final int HEADER_BYTES = Integer.BYTES + 1 + 3 * Long.BYTES;
  private static final int RECORD_BYTES = 4 * Long.BYTES + 4 * Integer.BYTES;

  private DiskSnapshot() {}

  /** One record's hash and state. */
  record Line(long high, long low, DiskSlot slot, int storedScore) {}

  static void write(Path file, long incarnation, long generation, List<Line> lines)
      throws IOException {
    try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      CheckedOutputStream summed = new CheckedOutputStream(raw, new CRC32C());
      DataOutputStream out = new DataOutputStream(summed);
      out.writeInt(MAGIC);
      out.writeByte(FORMAT);
      out.writeLong(incarnation);
      out.writeLong(generation);
      out.writeLong(lines.size());
      for (Line line : lines) {
        out.writeLong(line.high);
        out.writeLong(line.low);
        out.writeLong(line.slot.version());
        out.writeLong(line.slot.deadline());
        out.writeInt(line.storedScore);
        out.writeInt(line.slot.touchedSeconds());
        out.writeInt(line.slot.bytes());
        out.writeInt(line.slot.accesses());
      }
      out.writeLong(summed.getChecksum().getValue());
      out.flush();
    }
  }

  /**
   * The lines of a file of this incarnation and generation; null if it is not one or is damaged.
   */
  static @Nullable List<Line> read(Path file, long incarnation, long generation)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    long length = Files.size(file);
    try (DataInputStream raw =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      CheckedInputStream summed = new CheckedInputStream(raw, new CRC32C());
      DataInputStream in = new DataInputStream(summed);
      long count = (length - HEADER_BYTES - Long.BYTES) / RECORD_BYTES;
      if (length != HEADER_BYTES + count * RECORD_BYTES + Long.BYTES
          || count < 0
          || count > Integer.MAX_VALUE - 8
          || in.readInt() != MAGIC) {
        return null;
      }
      byte format = in.readByte();
      if ((format != FORMAT && format != FORMAT_WITH_RANK)
          || in.readLong() != incarnation
          || in.readLong() != generation
          || in.readLong() != count) {
        return null;
      }
      List<Line> lines = new ArrayList<>((int) count);
      for (long i = 0; i < count; i++) {
        long high = in.readLong();
        long low = in.readLong();
        long version = in.readLong();
        long deadline = in.readLong();
        int score = in.readInt();
        int touchedSeconds = in.readInt();
        int bytes = in.readInt();
        int accesses = in.readInt();
        lines.add(
            new Line(
                high,
                low,
                new DiskSlot(version, deadline, bytes, accesses, touchedSeconds, false, false),
                format == FORMAT ? score : Scores.storedOf(accesses)));
      }
      long sum = summed.getChecksum().getValue();
      return raw.readLong() == sum ? lines : null;
    }
  }
}
