package com.heliosdb.edge.cache.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a node keeps in mind of its region, durably if it has a disk: the file {@code region} in the
 * cache's directory. Thread-safe.
 *
 * <pre>
 * magic int, "HECG" · format byte · what is behind: 0 nothing, 1 anything, 2 keys (byte) · generation
 * long, -1 if it was never heard of, 0 if none had begun · horizon long · last contact, milliseconds
 * since the epoch, long · CRC32C int
 * </pre>
 *
 * <p>Recovery: an unreadable file is read as if anything were behind, since it may be.
 */
final class RegionMemory {
  private static final int MAGIC = 0x48454347;
  private static final byte FORMAT = 1;
  private static final long UNHEARD = -1;
  private static final int BYTES = Integer.BYTES + 2 + 3 * Long.BYTES + Integer.BYTES;

  /** What the region lacks of the writes that were acknowledged here. */
  enum Behind {
    NOTHING(0),
    /** Nobody knows what. */
    ANYTHING(1),
    /** What the file of {@link #behindFile} lists. */
    KEYS(2);

    private final byte code;

    Behind(int code) {
      this.code = (byte) code;
    }

    static Behind of(byte code) {
      return code == NOTHING.code ? NOTHING : code == KEYS.code ? KEYS : ANYTHING;
    }
  }

  private final @Nullable Path file;
  // Held while the file is written; not by those who read, who need not wait for the disk.
  private final ReentrantLock lock = new ReentrantLock();
  // Written under the lock.
  private volatile Behind behind = Behind.NOTHING;
  private volatile long generation = UNHEARD;
  private volatile long horizon;
  private volatile long contactMillis;

  /**
   * Reads what there is.
   *
   * @param file null = nothing outlasts this object
   * @throws IOException if the file cannot be read
   */
  RegionMemory(@Nullable Path file) throws IOException {
    this.file = file;
    if (file == null || !Files.isRegularFile(file)) {
      return;
    }
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
    if (in.remaining() != BYTES
        || in.getInt(BYTES - Integer.BYTES) != sum(in)
        || in.getInt() != MAGIC
        || in.get() != FORMAT) {
      behind = Behind.ANYTHING;
      generation = 0;
      return;
    }
    behind = Behind.of(in.get());
    generation = in.getLong();
    horizon = in.getLong();
    contactMillis = in.getLong();
  }

  /** Whether it outlasts the process. */
  boolean isDurable() {
    return file != null;
  }

  /** What the region lacks. */
  Behind behind() {
    return behind;
  }

  /** Where keys that are behind are listed; null if nothing outlasts this object. */
  @Nullable BehindFile behindFile() {
    return file == null
        ? null
        : new BehindFile(file.resolveSibling(file.getFileName() + "-behind"), BehindFile.boot());
  }

  /** The generation last known; 0 if none had begun, or none was heard of. */
  long generation() {
    return Math.max(0, generation);
  }

  /** Whether it is known which one was in force at some time, be it none. */
  boolean hasHeard() {
    return generation != UNHEARD;
  }

  /** What has an older version here is of an earlier generation. */
  long horizon() {
    return horizon;
  }

  /** When the region was last in touch with this node, in milliseconds; 0 if never. */
  long contactMillis() {
    return contactMillis;
  }

  void behind(Behind what) throws IOException {
    lock.lock();
    try {
      if (behind != what) {
        write(what, generation, horizon, contactMillis);
      }
    } finally {
      lock.unlock();
    }
  }

  void generation(long known, long itsHorizon) throws IOException {
    lock.lock();
    try {
      write(behind, known, itsHorizon, contactMillis);
    } finally {
      lock.unlock();
    }
  }

  void contactMillis(long millis) throws IOException {
    lock.lock();
    try {
      write(behind, generation, horizon, millis);
    } finally {
      lock.unlock();
    }
  }

  void delete() throws IOException {
    lock.lock();
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } finally {
      lock.unlock();
    }
  }

  private void write(Behind what, long known, long itsHorizon, long millis) throws IOException {
    if (file != null) {
      ByteBuffer out = ByteBuffer.allocate(BYTES);
      out.putInt(MAGIC).put(FORMAT).put(what.code).putLong(known);
      out.putLong(itsHorizon).putLong(millis);
      out.putInt(sum(out)).flip();
      DiskDirectory.writeDurably(file, out);
    }
    behind = what;
    generation = known;
    horizon = itsHorizon;
    contactMillis = millis;
  }

  private static int sum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(0).limit(BYTES - Integer.BYTES));
    return (int) crc.getValue();
  }
}
