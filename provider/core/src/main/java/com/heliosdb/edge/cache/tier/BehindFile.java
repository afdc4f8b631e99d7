package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.spi.Version;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The keys of which a region lacks a write: the file {@code region-behind} in the cache's
 * directory. Not thread-safe.
 *
 * <pre>
 * magic int, "HECB" · format byte · 1 if sealed, else 0 (byte) · boot identity, two longs · CRC32C int
 * and for each write: clock long · node long · key length int · key · CRC32C int
 * </pre>
 *
 * <p>Each sum is that of the whole file up to there. The last write of a key counts.
 *
 * <p>A write is appended without waiting for the disk: what the process wrote outlasts the process,
 * but not the system it runs on. So the file says which boot of the system it belongs to, and is
 * believed during that one only, or if it was sealed, which makes it durable as a whole. Recovery:
 * a file with anything unreadable in it, or of another boot, is believed in nothing, since it may
 * lack what was appended last.
 */
final class BehindFile {
  /** More is not listed: the file is read as a whole. */
  private static final int MOST_BYTES = 64 << 20;

  // A file with fewer writes is not worth rewriting, whatever they are.
  private static final int FEWEST_TO_REWRITE = 1 << 10;
  private static final int WRITES_FOR_EACH_KEY = 4;
  private static final UUID NO_BOOT = new UUID(0, 0);

  private final Path file;
  private final UUID boot;
  private final CRC32C sum = new CRC32C();
  private @Nullable FileOutputStream out;
  private int writes;
  private long bytes;

  /**
   * Touches nothing yet.
   *
   * @param boot of the system as it runs now; null = not known, what was not sealed is not believed
   */
  BehindFile(Path file, @Nullable UUID boot) {
    this.file = file;
    this.boot = boot == null ? NO_BOOT : boot;
  }

  /** The boot of the system as it runs now; null where it cannot be told. */
  static @Nullable UUID boot() {
    try {
      return UUID.fromString(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    } catch (IOException | IllegalArgumentException e) {
      // Not Linux, most likely.
      return null;
    }
  }

  /** A write that the region lacks. */
  static final class Write {
    private static final int OVERHEAD = 2 * Long.BYTES + 2 * Integer.BYTES;

    private final Version version;
    private final byte[] key;

    /** Of a key in its encoded form, which is not changed any more. */
    Write(Version version, byte[] key) {
      this.version = version;
      this.key = key;
    }

    Version version() {
      return version;
    }

    byte[] key() {
      return key;
    }

    private int length() {
      return OVERHEAD + key.length;
    }

    private void appendTo(ByteBuffer to, CRC32C sum) {
      ByteBuffer written = to.duplicate();
      to.putLong(version.clock()).putLong(version.node()).putInt(key.length).put(key);
      sum.update(written.limit(to.position()));
      to.putInt((int) sum.getValue());
      sum.update(written.limit(to.position()));
    }
  }

  /** What a file says. */
  record Contents(boolean sealed, UUID boot, List<Write> writes) {
    private static final int MAGIC = 0x48454342;
    private static final byte FORMAT = 1;
    private static final int HEADER = Integer.BYTES + 2 + 2 * Long.BYTES + Integer.BYTES;

    private long length() {
      long length = HEADER;
      for (Write write : writes) {
        length += write.length();
      }
      return length;
    }

    /** The stored form. */
    byte[] toBytes() {
      return toBytes(new CRC32C());
    }

    private byte[] toBytes(CRC32C sum) {
      ByteBuffer to = ByteBuffer.allocate(Math.toIntExact(length()));
      to.putInt(MAGIC).put(FORMAT).put((byte) (sealed ? 1 : 0));
      to.putLong(boot.getMostSignificantBits()).putLong(boot.getLeastSignificantBits());
      ByteBuffer written = to.duplicate().flip();
      sum.update(written);
      to.putInt((int) sum.getValue());
      sum.update(written.limit(to.position()));
      for (Write write : writes) {
        write.appendTo(to, sum);
      }
      return to.array();
    }

    /** Reads a stored form; null if it is not whole. */
    static @Nullable Contents parse(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (bytes.length < HEADER || in.getInt() != MAGIC || in.get() != FORMAT) {
        return null;
      }
      byte sealed = in.get();
      UUID boot = new UUID(in.getLong(), in.getLong());
      Sums sums = new Sums(bytes, in);
      if (sealed < 0 || sealed > 1 || !sums.match()) {
        return null;
      }
      List<Write> writes = new ArrayList<>();
      while (in.hasRemaining()) {
        if (in.remaining() < Write.OVERHEAD) {
          return null;
        }
        Version version = new Version(in.getLong(), in.getLong());
        int length = in.getInt();
        if (length < 0 || length > in.remaining() - Integer.BYTES) {
          return null;
        }
        byte[] key = new byte[length];
        in.get(key);
        if (!sums.match()) {
          return null;
        }
        writes.add(new Write(version, key));
      }
      return new Contents(sealed == 1, boot, writes);
    }
  }

  /** The sum of what was read so far. */
  private static final class Sums {
    private final byte[] bytes;
    private final ByteBuffer in;
    private final CRC32C sum = new CRC32C();
    private int summed;

    Sums(byte[] bytes, ByteBuffer in) {
      this.bytes = bytes;
      this.in = in;
    }

    /** Whether the sum that comes next is the one of what was read before. */
    boolean match() {
      sum.update(bytes, summed, in.position() - summed);
      summed = in.position();
      return in.getInt() == (int) sum.getValue();
    }
  }

  /**
   * What the last owner listed; null if there is no file, or it is not to be believed.
   *
   * @throws IOException if it cannot be read
   */
  @Nullable List<Write> read() throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
      return null;
    }
    Contents contents = Contents.parse(Files.readAllBytes(file));
    if (contents == null) {
      return null;
    }
    boolean sameBoot = !boot.equals(NO_BOOT) && boot.equals(contents.boot());
    return contents.sealed() || sameBoot ? contents.writes() : null;
  }

  /** Whether the file says much that no longer counts. */
  boolean isWorthRewriting(int keys) {
    return writes >= Math.max(FEWEST_TO_REWRITE, WRITES_FOR_EACH_KEY * keys);
  }

  /**
   * Adds a write to those listed by {@link #list}.
   *
   * @throws IOException if it could not be added: what is listed is not complete
   */
  void append(Write write) throws IOException {
    if (out == null || bytes + write.length() > MOST_BYTES) {
      throw new IOException(out == null ? "nothing is listed" : "the list is too long");
    }
    ByteBuffer record = ByteBuffer.allocate(write.length());
    write.appendTo(record, sum);
    // Not a channel, which an interrupt of the caller would close.
    out.write(record.array());
    writes++;
    bytes += write.length();
  }

  /**
   * Lists these writes and no others, to append to them later.
   *
   * @param durably also if the system fails; else the file has no meaning then
   */
  void list(List<Write> all, boolean durably) throws IOException {
    write(new Contents(false, boot, all), durably);
    out = new FileOutputStream(file.toFile(), true);
  }

  /** Lists these writes and no others, durably, for whoever comes next. */
  void seal(List<Write> all) throws IOException {
    write(new Contents(true, boot, all), true);
  }

  private void write(Contents contents, boolean durably) throws IOException {
    close();
    if (contents.length() > MOST_BYTES) {
      throw new IOException("the list is too long");
    }
    sum.reset();
    ByteBuffer content = ByteBuffer.wrap(contents.toBytes(sum));
    writes = contents.writes().size();
    bytes = content.remaining();
    if (durably) {
      DiskDirectory.writeDurably(file, content);
    } else {
      DiskDirectory.write(file, content);
    }
  }

  /** Removes the list. */
  void delete() throws IOException {
    close();
    Files.deleteIfExists(file);
  }

  private void close() throws IOException {
    FileOutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }
}
