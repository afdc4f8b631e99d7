package com.heliosdb.edge.cache.codec;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;

/**
 * The codecs of JDK types. Their ids and forms are part of the format of everything stored: a form
 * never changes and an id is never used again. Numbers are big-endian.
 *
 * <pre>
 *  id  type           form
 *   0  (any other)    Java serialization, see {@link JavaCodec}
 *   1  String         form (1), characters; see {@link StringCodec}
 *   2  Boolean        0 or 1 (1)
 *   3  Byte           (1)
 *   4  Short          (2)
 *   5  Character      UTF-16 unit (2)
 *   6  Integer        (4)
 *   7  Long           (8)
 *   8  Float          IEEE 754, one NaN (4)
 *   9  Double         IEEE 754, one NaN (8)
 *  10  BigInteger     shortest two's complement
 *  11  BigDecimal     scale (4), unscaled value as BigInteger
 *  12  UUID           most (8), least significant bits (8)
 *  13  Instant        seconds since the epoch (8), nanoseconds (4)
 *  14  LocalDate      day since the epoch (8)
 *  15  LocalDateTime  day since the epoch (8), nanosecond of the day (8)
 *  16  Duration       seconds (8), nanoseconds (4)
 *  17  byte[]         as it is
 *  18  int[]          4 each
 *  19  long[]         8 each
 *  20  double[]       8 each, bits as they are
 * </pre>
 */
final class BuiltInCodecs {
  /** The id of Java serialization. */
  static final int JAVA = 0;

  /** The id of strings. */
  static final int STRING = 1;

  /** All but Java serialization and strings. */
  static final List<SizedCodec<?>> SIZED =
      List.of(
          fixed(2, Boolean.class, 1, (out, v) -> out.put((byte) (v ? 1 : 0)), in -> flag(in.get())),
          fixed(3, Byte.class, Byte.BYTES, ByteBuffer::put, ByteBuffer::get),
          fixed(4, Short.class, Short.BYTES, ByteBuffer::putShort, ByteBuffer::getShort),
          fixed(5, Character.class, Character.BYTES, ByteBuffer::putChar, ByteBuffer::getChar),
          fixed(6, Integer.class, Integer.BYTES, ByteBuffer::putInt, ByteBuffer::getInt),
          fixed(7, Long.class, Long.BYTES, ByteBuffer::putLong, ByteBuffer::getLong),
          // Bits that differ for numbers that equals tells apart, and only for those.
          fixed(
              8,
              Float.class,
              Float.BYTES,
              (out, v) -> out.putInt(Float.floatToIntBits(v)),
              ByteBuffer::getFloat),
          fixed(
              9,
              Double.class,
              Double.BYTES,
              (out, v) -> out.putLong(Double.doubleToLongBits(v)),
              ByteBuffer::getDouble),
          new SizedCodec<>(
              10,
              BigInteger.class,
              BuiltInCodecs::size,
              (out, v) -> out.put(v.toByteArray()),
              BuiltInCodecs::bigInteger),
          new SizedCodec<>(
              11,
              BigDecimal.class,
              v -> Integer.BYTES + size(v.unscaledValue()),
              (out, v) -> out.putInt(v.scale()).put(v.unscaledValue().toByteArray()),
              BuiltInCodecs::bigDecimal),
          fixed(
              12,
              UUID.class,
              16,
              (out, v) ->
                  out.putLong(v.getMostSignificantBits()).putLong(v.getLeastSignificantBits()),
              in -> new UUID(in.getLong(), in.getLong())),
          fixed(
              13,
              Instant.class,
              12,
              (out, v) -> out.putLong(v.getEpochSecond()).putInt(v.getNano()),
              in -> Instant.ofEpochSecond(in.getLong(), nanos(in))),
          fixed(
              14,
              LocalDate.class,
              8,
              (out, v) -> out.putLong(v.toEpochDay()),
              in -> LocalDate.ofEpochDay(in.getLong())),
          fixed(
              15,
              LocalDateTime.class,
              16,
              (out, v) ->
                  out.putLong(v.toLocalDate().toEpochDay()).putLong(v.toLocalTime().toNanoOfDay()),
              BuiltInCodecs::localDateTime),
          fixed(
              16,
              Duration.class,
              12,
              (out, v) -> out.putLong(v.getSeconds()).putInt(v.getNano()),
              in -> Duration.ofSeconds(in.getLong(), nanos(in))),
          new SizedCodec<>(17, byte[].class, v -> v.length, ByteBuffer::put, BuiltInCodecs::bytes),
          new SizedCodec<>(
              18,
              int[].class,
              v -> Math.multiplyExact(v.length, Integer.BYTES),
              (out, v) -> out.asIntBuffer().put(v),
              BuiltInCodecs::ints),
          new SizedCodec<>(
              19,
              long[].class,
              v -> Math.multiplyExact(v.length, Long.BYTES),
              (out, v) -> out.asLongBuffer().put(v),
              BuiltInCodecs::longs),
          new SizedCodec<>(
              20,
              double[].class,
              v -> Math.multiplyExact(v.length, Double.BYTES),
              (out, v) -> out.asDoubleBuffer().put(v),
              BuiltInCodecs::doubles));

  private BuiltInCodecs() {}

  private static <T> SizedCodec<T> fixed(
      int id, Class<T> type, int size, SizedCodec.Writer<T> writer, SizedCodec.Reader<T> reader) {
    return new SizedCodec<>(id, type, value -> size, writer, reader);
  }

  private static Boolean flag(byte b) throws IOException {
    if ((b & ~1) != 0) {
      throw new IOException("a Boolean is 0 or 1, not " + b);
    }
    return b == 1;
  }

  private static int nanos(ByteBuffer in) throws IOException {
    int nanos = in.getInt();
    if (nanos < 0 || nanos > 999_999_999) {
      throw new IOException("nanoseconds of a second are 0 to 999,999,999, not " + nanos);
    }
    return nanos;
  }

  private static int size(BigInteger value) {
    return value.bitLength() / Byte.SIZE + 1;
  }

  private static BigInteger bigInteger(ByteBuffer in) throws IOException {
    if (!in.hasRemaining()) {
      throw new IOException("a BigInteger without digits");
    }
    return new BigInteger(bytes(in));
  }

  private static BigDecimal bigDecimal(ByteBuffer in) throws IOException {
    int scale = in.getInt();
    return new BigDecimal(bigInteger(in), scale);
  }

  private static LocalDateTime localDateTime(ByteBuffer in) {
    LocalDate date = LocalDate.ofEpochDay(in.getLong());
    return LocalDateTime.of(date, LocalTime.ofNanoOfDay(in.getLong()));
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return bytes;
  }

  private static int[] ints(ByteBuffer in) {
    int[] ints = new int[in.remaining() / Integer.BYTES];
    in.asIntBuffer().get(ints);
    in.position(in.position() + ints.length * Integer.BYTES);
    return ints;
  }

  private static long[] longs(ByteBuffer in) {
    long[] longs = new long[in.remaining() / Long.BYTES];
    in.asLongBuffer().get(longs);
    in.position(in.position() + longs.length * Long.BYTES);
    return longs;
  }

  private static double[] doubles(ByteBuffer in) {
    double[] doubles = new double[in.remaining() / Double.BYTES];
    in.asDoubleBuffer().get(doubles);
    in.position(in.position() + doubles.length * Double.BYTES);
    return doubles;
  }
}
