package com.heliosdb.edge.cache.spi;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a region holds for a key: the bytes of one version, or a tombstone that says that the key
 * was removed by that version. Immutable as long as nobody writes to the array.
 *
 * <p>Stored form, format 1, big-endian; a store keeps these bytes as they are:
 *
 * <pre>
 *  at  bytes
 *   0      4  magic 48 45 43 52, "HECR"
 *   4      1  format version, 01
 *   5      1  1 = value, 0 = tombstone
 *   6      8  version: clock
 *  14      8  version: node
 *  22      8  expires, milliseconds since the epoch; 7F FF .. FF = never
 *  30      4  CRC32C of everything before
 *  34      .  the bytes, which carry a sum of their own
 * </pre>
 *
 * <p>A sample, the tombstone of clock 10000h written by node 0Ah, to be forgotten at 3:
 *
 * <pre>
 * 48454352 01 00  0000000000010000 000000000000000A  0000000000000003  940B3CF2
 * </pre>
 *
 * <p>Recovery: bytes that are not in this form are no record; who reads them treats the key as
 * absent and may overwrite it.
 *
 * @param version the write that made it
 * @param expiresMillis when it is to be forgotten, in milliseconds since the epoch; {@link #NEVER}
 *     if it is not
 * @param value the bytes; null = a tombstone
 */
// Never copied: it would cost more than it saves.
@SuppressWarnings("ArrayRecordComponent")
public record RegionRecord(Version version, long expiresMillis, byte @Nullable [] value) {
  /** The {@code expiresMillis} of what is kept for ever. */
  public static final long NEVER = Long.MAX_VALUE;

  /** The size in bytes of the stored form, besides the value. */
  public static final int OVERHEAD = 4 + 1 + 1 + 3 * Long.BYTES + Integer.BYTES;

  private static final int MAGIC = 0x48454352;
  private static final byte FORMAT = 1;
  private static final byte TOMBSTONE = 0;
  private static final byte VALUE = 1;
  private static final int SUM_AT = OVERHEAD - Integer.BYTES;

  /** The record that says that the key was removed. */
  public static RegionRecord tombstone(Version version, long expiresMillis) {
    return new RegionRecord(version, expiresMillis, null);
  }

  /** Whether it says that the key was removed. */
  public boolean isTombstone() {
    return value == null;
  }

  /** Whether this is the later of two writes of a key: its clock is greater. */
  public boolean isNewerThan(RegionRecord other) {
    return Long.compareUnsigned(version.clock(), other.version.clock()) > 0;
  }

  /** Whether its time has come. */
  public boolean expiredAt(long nowMillis) {
    return expiresMillis <= nowMillis;
  }

  /** The stored form. */
  public byte[] toBytes() {
    int length = value == null ? 0 : value.length;
    byte[] bytes = new byte[Math.addExact(OVERHEAD, length)];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.putInt(MAGIC).put(FORMAT).put(value == null ? TOMBSTONE : VALUE);
    out.putLong(version.clock()).putLong(version.node()).putLong(expiresMillis);
    out.putInt(sum(bytes));
    if (value != null) {
      out.put(value);
    }
    return bytes;
  }

  /** The record in these bytes; null if they are none. Never throws. */
  public static @Nullable RegionRecord parse(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length < OVERHEAD) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt() != MAGIC || in.get() != FORMAT || in.getInt(SUM_AT) != sum(bytes)) {
      return null;
    }
    byte kind = in.get();
    boolean shaped = kind == VALUE || (kind == TOMBSTONE && bytes.length == OVERHEAD);
    if (!shaped) {
      return null;
    }
    Version version = new Version(in.getLong(), in.getLong());
    long expiresMillis = in.getLong();
    return new RegionRecord(
        version,
        expiresMillis,
        kind == VALUE ? Arrays.copyOfRange(bytes, OVERHEAD, bytes.length) : null);
  }

  private static int sum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, SUM_AT);
    return (int) crc.getValue();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RegionRecord that
        && version.equals(that.version)
        && expiresMillis == that.expiresMillis
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(version, expiresMillis, Arrays.hashCode(value));
  }

  @Override
  public String toString() {
    return "RegionRecord["
        + version
        + (value == null ? " tombstone" : " " + value.length + " bytes")
        + "]";
  }
}
