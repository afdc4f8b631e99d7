package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.Version;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Bytes from anywhere, and what the decoders of stored bytes make of them: an object that encodes
 * to the very same bytes, or null; never an exception, and never more memory than the bytes
 * justify. The inputs follow from a seed; most are damaged stored forms, and most of those have a
 * sum that is right again, or nothing behind the check of the sum would be reached.
 *
 * <p>{@code -Dfuzz.inputs} sets how many inputs each decoder gets, {@code -Dfuzz.seed} other ones.
 */
class DecoderFuzzTest {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 250_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20261125);

  /** What a decoder may allocate: for each byte of the input, and besides. */
  private static final int BYTES_PER_BYTE = 4;

  private static final int SPARE_BYTES = 16 << 10;

  /** What comes before the first sum of a list of keys behind: magic, format, sealed, boot. */
  private static final int KEYS_BEHIND_HEADER = Integer.BYTES + 2 + 2 * Long.BYTES;

  private static final long[] TELLING = {
    0,
    1,
    -1,
    2,
    63,
    64,
    65,
    127,
    128,
    255,
    256,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * One format.
   *
   * @param seal makes the sums right of what may be too short for them, or have any lengths in it
   */
  private record Format(
      String name,
      Function<Random, byte[]> sample,
      Function<byte[], Object> parse,
      Function<Object, byte[]> toBytes,
      Consumer<byte[]> seal) {}

  @Test
  void envelopes() {
    fuzz(
        new Format(
            "envelope",
            DecoderFuzzTest::envelope,
            Envelope::parse,
            envelope -> ((Envelope) envelope).toBytes(),
            DecoderFuzzTest::sealAtEnd));
  }

  @Test
  void records_of_a_region() {
    fuzz(
        new Format(
            "region record",
            DecoderFuzzTest::regionRecord,
            RegionRecord::parse,
            record -> ((RegionRecord) record).toBytes(),
            bytes -> sealAt(RegionRecord.OVERHEAD - Integer.BYTES, bytes)));
  }

  @Test
  void messages_of_a_region() {
    fuzz(
        new Format(
            "region message",
            DecoderFuzzTest::regionMessage,
            RegionMessage::parse,
            message -> ((RegionMessage) message).toBytes(),
            DecoderFuzzTest::sealAtEnd));
  }

  @Test
  void keys_that_are_behind() {
    fuzz(
        new Format(
            "keys behind",
            DecoderFuzzTest::keysBehind,
            BehindFile.Contents::parse,
            contents -> ((BehindFile.Contents) contents).toBytes(),
            DecoderFuzzTest::sealKeysBehind));
  }

  private static void fuzz(Format format) {
    Random random = new Random(SEED);
    Random nothing = new Random(0);
    byte[] other = format.sample.apply(nothing);
    // Also so that the classes are loaded before anything is measured.
    assertThat(format.toBytes.apply(format.parse.apply(other))).isEqualTo(other);
    long understood = 0;
    long before = allocated();
    long measuring = allocated() - before;
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = input(format, random, other);
      Object parsed;
      long start = allocated();
      try {
        parsed = format.parse.apply(input);
      } catch (Throwable e) { // that none comes out is what is tested
        throw new AssertionError(describe(format, i, input), e);
      }
      long taken = allocated() - start - measuring;
      if (taken > BYTES_PER_BYTE * (long) input.length + SPARE_BYTES) {
        throw new AssertionError(taken + " bytes for " + describe(format, i, input));
      }
      if (parsed != null) {
        understood++;
        if (!Arrays.equals(format.toBytes.apply(parsed), input)) {
          throw new AssertionError("encodes to other bytes: " + describe(format, i, input));
        }
      }
      if (random.nextInt(16) == 0) {
        other = input;
      }
    }
    System.out.printf("fuzzed %s: %,d inputs, %,d understood%n", format.name, INPUTS, understood);
    assertThat(understood).isBetween(INPUTS / 50L, INPUTS * 49L / 50);
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  private static String describe(Format format, int i, byte[] input) {
    return "%s, input %d of seed %d: %s"
        .formatted(format.name, i, SEED, HexFormat.of().formatHex(input));
  }

  private static byte[] input(Format format, Random random, byte[] other) {
    if (random.nextInt(50) == 0) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] bytes = format.sample.apply(random);
    for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      bytes = change(bytes, random, other);
    }
    if (random.nextInt(8) > 0) {
      format.seal.accept(bytes);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, Random random, byte[] other) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(8)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> bytes[at] = (byte) TELLING[random.nextInt(TELLING.length)];
      case 3 -> {
        if (at + Integer.BYTES <= bytes.length) {
          ByteBuffer.wrap(bytes).putInt(at, (int) TELLING[random.nextInt(TELLING.length)]);
        }
      }
      case 4 -> {
        if (at + Long.BYTES <= bytes.length) {
          ByteBuffer.wrap(bytes).putLong(at, TELLING[random.nextInt(TELLING.length)]);
        }
      }
      case 5 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 6 -> {
        return Arrays.copyOf(bytes, bytes.length + random.nextInt(40));
      }
      default -> {
        int length = Math.min(other.length, bytes.length) - at;
        if (length > 0) {
          System.arraycopy(other, at, bytes, at, random.nextInt(length) + 1);
        }
      }
    }
    return bytes;
  }

  /** Makes the sum of all before it right. */
  private static void sealAt(int at, byte[] bytes) {
    if (at >= 0 && at + Integer.BYTES <= bytes.length) {
      CRC32C sum = new CRC32C();
      sum.update(bytes, 0, at);
      ByteBuffer.wrap(bytes).putInt(at, (int) sum.getValue());
    }
  }

  private static void sealAtEnd(byte[] bytes) {
    sealAt(bytes.length - Integer.BYTES, bytes);
  }

  /** Makes the sum of the header right, and of each write that the lengths lead to. */
  private static void sealKeysBehind(byte[] bytes) {
    int at = KEYS_BEHIND_HEADER;
    int key;
    int length;
    do {
      sealAt(at, bytes);
      key = at + Integer.BYTES + 2 * Long.BYTES + Integer.BYTES;
      length = key <= bytes.length ? ByteBuffer.wrap(bytes).getInt(key - Integer.BYTES) : -1;
      at = key + length;
    } while (length >= 0 && length <= bytes.length - key);
  }

  private static byte[] envelope(Random random) {
    byte[] key = bytes(random, 20);
    return new Envelope(
            random.nextBoolean() ? 0 : Envelope.FLAG_FIXED_TTL,
            new Version(random.nextLong(), random.nextLong()),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextInt(),
            random.nextLong(),
            random.nextLong(),
            switch (random.nextInt(4)) {
              case 0 -> List.of("t", "\u00e4\u20ac");
              case 1 -> List.of("x".repeat(255), "");
              default -> List.of();
            },
            random.nextLong(),
            key,
            ByteBuffer.wrap(bytes(random, 60)))
        .toBytes();
  }

  private static byte[] regionRecord(Random random) {
    return new RegionRecord(
            new Version(random.nextLong(), random.nextLong()),
            random.nextLong(),
            random.nextInt(3) == 0 ? null : bytes(random, 60))
        .toBytes();
  }

  private static byte[] regionMessage(Random random) {
    long node = random.nextLong();
    long sequence = random.nextLong();
    long generation = random.nextLong();
    RegionMessage message =
        switch (random.nextInt(4)) {
          case 0 -> RegionMessage.life(node, sequence, generation);
          case 1 -> RegionMessage.farewell(node, sequence, generation);
          default ->
              RegionMessage.invalidation(
                  new Version(random.nextLong(), node), bytes(random, 40), sequence, generation);
        };
    return message.toBytes();
  }

  private static byte[] keysBehind(Random random) {
    List<BehindFile.Write> writes = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      writes.add(
          new BehindFile.Write(
              new Version(random.nextLong(), random.nextLong()), bytes(random, 40)));
    }
    UUID boot = new UUID(random.nextLong(), random.nextLong());
    return new BehindFile.Contents(random.nextBoolean(), boot, writes).toBytes();
  }

  private static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }
}
