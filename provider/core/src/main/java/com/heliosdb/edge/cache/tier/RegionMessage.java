package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.spi.Version;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a region tell each other about one cache. Immutable as long as nobody writes to
 * the array.
 *
 * <p>Format 1, big-endian:
 *
 * <pre>
 *  at  bytes
 *   0      4  magic 48 45 43 4D, "HECM"
 *   4      1  format version, 01
 *   5      1  kind: 1 invalidation, 2 sign of life, 3 farewell
 *   6      8  publisher: a node, another one each time its cache is opened
 *  14      8  sequence: 1, 2, 3, ... of the publisher's invalidations; of other kinds that of the
 *             last invalidation before
 *  22      8  generation of the cache in the region, as the publisher knows it
 *  30      .  of an invalidation: clock of the version (8), length of the key (4), encoded key
 *  -4      4  CRC32C of everything before
 * </pre>
 *
 * <p>A sample, the invalidation of the key "k" (01 00 6B) by clock 10000h, the third of node 0Ah,
 * in generation 2:
 *
 * <pre>
 * 4845434D 01 01  000000000000000A 0000000000000003 0000000000000002
 * 0000000000010000 00000003 01006B  534DED6A
 * </pre>
 *
 * <p>Recovery: bytes in no such form are passed over; the next message of the publisher shows that
 * one is missing.
 *
 * @param kind what is told
 * @param publisher who tells it
 * @param sequence of the publisher's invalidations
 * @param generation as the publisher knows it
 * @param clock of the version that made all older ones invalid; 0 unless that is what is told
 * @param key the encoded key; empty unless an invalidation is told
 */
// Never copied: it would cost more than it saves.
@SuppressWarnings("ArrayRecordComponent")
record RegionMessage(
    Kind kind, long publisher, long sequence, long generation, long clock, byte[] key) {
  /** What is told. */
  enum Kind {
    INVALIDATION(1),
    LIFE(2),
    FAREWELL(3);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    static @Nullable Kind of(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      return null;
    }
  }

  private static final int MAGIC = 0x4845434D;
  private static final byte FORMAT = 1;
  private static final byte[] NO_KEY = {};
  private static final int HEADER_BYTES = 6 + 3 * Long.BYTES;
  private static final int SUM_BYTES = Integer.BYTES;
  private static final int INVALIDATION_BYTES = Long.BYTES + Integer.BYTES;

  static RegionMessage invalidation(Version version, byte[] key, long sequence, long generation) {
    return new RegionMessage(
        Kind.INVALIDATION, version.node(), sequence, generation, version.clock(), key);
  }

  static RegionMessage life(long node, long sequence, long generation) {
    return new RegionMessage(Kind.LIFE, node, sequence, generation, 0, NO_KEY);
  }

  static RegionMessage farewell(long node, long sequence, long generation) {
    return new RegionMessage(Kind.FAREWELL, node, sequence, generation, 0, NO_KEY);
  }

  byte[] toBytes() {
    int body = kind == Kind.INVALIDATION ? INVALIDATION_BYTES + key.length : 0;
    byte[] bytes = new byte[HEADER_BYTES + body + SUM_BYTES];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.putInt(MAGIC).put(FORMAT).put(kind.code);
    out.putLong(publisher).putLong(sequence).putLong(generation);
    if (kind == Kind.INVALIDATION) {
      out.putLong(clock).putInt(key.length).put(key);
    }
    out.putInt(sum(bytes));
    return bytes;
  }

  /** The message in these bytes; null if they are none. Never throws. */
  static @Nullable RegionMessage parse(byte[] bytes) {
    int body = bytes.length - HEADER_BYTES - SUM_BYTES;
    if (body < 0) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt() != MAGIC
        || in.get() != FORMAT
        || in.getInt(bytes.length - SUM_BYTES) != sum(bytes)) {
      return null;
    }
    Kind kind = Kind.of(in.get());
    if (kind == null) {
      return null;
    }
    long publisher = in.getLong();
    long sequence = in.getLong();
    long generation = in.getLong();
    if (kind != Kind.INVALIDATION) {
      return body == 0 ? new RegionMessage(kind, publisher, sequence, generation, 0, NO_KEY) : null;
    }
    if (body < INVALIDATION_BYTES) {
      return null;
    }
    long clock = in.getLong();
    int keyLength = in.getInt();
    if (keyLength != body - INVALIDATION_BYTES) {
      return null;
    }
    byte[] key = new byte[keyLength];
    in.get(key);
    return new RegionMessage(Kind.INVALIDATION, publisher, sequence, generation, clock, key);
  }

  private static int sum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - SUM_BYTES);
    return (int) crc.getValue();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RegionMessage that
        && kind == that.kind
        && publisher == that.publisher
        && sequence == that.sequence
        && generation == that.generation
        && clock == that.clock
        && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return Objects.hash(publisher, sequence, kind);
  }

  @Override
  public String toString() {
    return "%s %d of %016x".formatted(kind, sequence, publisher);
  }
}
