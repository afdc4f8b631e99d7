package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.spi.Version;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private static final byte[] KEY = {1, 0, 0x6B};
  private static final byte[] VALUE = {6, 0, 0, 0, 7};

  /** The sample of the class comment, as the first release wrote it. */
  private static final String STORED_FORMAT_1 =
      """
      48454345 01 00  0000000000010000 000000000000000A  0000000000000002 0000000000000001
      0000000000000001 7FFFFFFFFFFFFFFF  00000002 0000000000000003  0000000000000005
      01 01 74  0123456789ABCDEF  00000003 01006B  0600000007  E3EE6725
      """;

  private static final Envelope SAMPLE =
      new Envelope(
          0,
          new Version(0x10000, 10),
          2,
          1,
          1,
          Envelope.NEVER,
          2,
          3,
          5,
          List.of("t"),
          0x0123456789ABCDEFL,
          KEY,
          ByteBuffer.wrap(VALUE));

  @Test
  void reads_what_the_first_release_stored() {
    assertThat(Envelope.parse(hex(STORED_FORMAT_1))).isEqualTo(SAMPLE);
  }

  @Test
  void writes_what_the_first_release_stored() {
    assertThat(SAMPLE.toBytes()).isEqualTo(hex(STORED_FORMAT_1));
  }

  @Test
  void comes_back_as_it_was_stored() {
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      Envelope envelope = random(random);
      assertThat(Envelope.parse(envelope.toBytes()))
          .isEqualTo(envelope)
          .hasSameHashCodeAs(envelope);
    }
  }

  @Test
  void the_overhead_is_what_is_neither_key_nor_value() {
    Envelope plain = withTags(List.of());
    assertThat(plain.toBytes()).hasSize(Envelope.OVERHEAD + KEY.length + VALUE.length);
  }

  @Test
  void every_reader_of_the_value_starts_at_its_beginning() {
    Envelope parsed = Envelope.parse(SAMPLE.toBytes());
    assertThat(parsed.value().get()).isEqualTo((byte) 6);
    assertThat(parsed.value().remaining()).isEqualTo(VALUE.length);
    assertThat(parsed.toBytes()).isEqualTo(SAMPLE.toBytes());
  }

  @Test
  void any_difference_makes_envelopes_unequal() {
    List<UnaryOperator<byte[]>> changes =
        List.of(
            b -> with(b, 5, 4),
            b -> with(b, 13, 1),
            b -> with(b, 21, 1),
            b -> with(b, 29, 1),
            b -> with(b, 37, 7),
            b -> with(b, 45, 7),
            b -> with(b, 53, 1),
            b -> with(b, 57, 1),
            b -> with(b, 65, 1),
            b -> with(b, 73, 1),
            b -> with(b, 76, 'u'),
            b -> with(b, 84, 1),
            b -> with(b, 91, 1),
            b -> with(b, 96, 1));
    for (UnaryOperator<byte[]> change : changes) {
      Envelope other = Envelope.parse(summed(change.apply(SAMPLE.toBytes())));
      assertThat(other).isNotNull().isNotEqualTo(SAMPLE);
    }
  }

  @Test
  void a_hundred_thousand_damaged_envelopes_read_as_none_or_as_the_original() {
    Random random = new Random(20_26);
    int rejected = 0;
    for (int i = 0; i < 100_000; i++) {
      Envelope original = random(random);
      byte[] stored = original.toBytes();
      byte[] damaged = damaged(stored, random);
      Envelope read = Envelope.parse(damaged);
      if (read == null) {
        rejected++;
      } else {
        assertThat(damaged).isEqualTo(stored);
        assertThat(read).isEqualTo(original);
      }
    }
    assertThat(rejected).isGreaterThan(95_000);
  }

  @Test
  void damage_with_a_matching_sum_is_no_exception_either() {
    Random random = new Random(9);
    for (int i = 0; i < 100_000; i++) {
      byte[] forged = damaged(random(random).toBytes(), random);
      if (forged.length > 4) {
        summed(forged);
      }
      Envelope read = Envelope.parse(forged);
      if (read != null) {
        assertThat(read.toBytes()).isEqualTo(forged);
      }
    }
  }

  @Test
  void every_truncation_reads_as_none() {
    byte[] stored = SAMPLE.toBytes();
    for (int length = 0; length < stored.length; length++) {
      byte[] cut = Arrays.copyOf(stored, length);
      assertThat(Envelope.parse(cut)).isNull();
      if (length > 4) {
        assertThat(Envelope.parse(summed(cut)))
            .satisfiesAnyOf(
                read -> assertThat(read).isNull(), read -> assertThat(read.key()).isEqualTo(KEY));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, 9, Integer.MAX_VALUE})
  void a_key_longer_than_the_bytes_reads_as_none(int keyLength) {
    byte[] stored = withTags(List.of()).toBytes();
    ByteBuffer.wrap(stored).putInt(83, keyLength);
    assertThat(Envelope.parse(summed(stored))).isNull();
  }

  @Test
  void what_it_does_not_know_reads_as_none() {
    assertThat(Envelope.parse(summed(with(SAMPLE.toBytes(), 0, 'X')))).isNull();
    assertThat(Envelope.parse(summed(with(SAMPLE.toBytes(), 4, 2)))).isNull();
    for (int flag = 1; flag < 0x100; flag <<= 1) {
      if (flag != Envelope.FLAG_FIXED_TTL) {
        assertThat(Envelope.parse(summed(with(SAMPLE.toBytes(), 5, flag)))).isNull();
      }
    }
  }

  @Test
  void reserved_flags_cannot_be_set() {
    assertThatThrownBy(() -> withFlags(Envelope.FLAG_COMPRESSED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("flags");
    assertThat(Envelope.parse(withFlags(Envelope.FLAG_FIXED_TTL).toBytes()).flags())
        .isEqualTo(Envelope.FLAG_FIXED_TTL);
  }

  @Test
  void tags_are_bounded() {
    List<String> most = Collections.nCopies(Envelope.MAX_TAGS, "x".repeat(Envelope.MAX_TAG_BYTES));
    assertThat(Envelope.parse(withTags(most).toBytes()).tags()).isEqualTo(most);
    assertThatThrownBy(() -> withTags(Collections.nCopies(Envelope.MAX_TAGS + 1, "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 64");
    assertThatThrownBy(() -> withTags(List.of("é".repeat(128))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("255 bytes");
    assertThatThrownBy(() -> withTags(List.of("\uD800")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("well-formed");
  }

  @Test
  void its_string_shows_no_content() {
    assertThat(SAMPLE)
        .hasToString(
            "Envelope[version=Version[clock=65536, node=10],"
                + " expiresMillis=9223372036854775807, key=3 bytes, value=5 bytes]");
  }

  private static Envelope random(Random random) {
    byte[] key = new byte[random.nextInt(40)];
    byte[] value = new byte[random.nextInt(200)];
    random.nextBytes(key);
    random.nextBytes(value);
    return new Envelope(
        random.nextBoolean() ? Envelope.FLAG_FIXED_TTL : 0,
        new Version(random.nextLong(), random.nextLong()),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        random.nextInt(),
        random.nextLong(),
        random.nextLong(),
        random.nextInt(4) > 0 ? List.of() : List.of("", "ä€😀", "tag" + random.nextInt()),
        random.nextLong(),
        key,
        ByteBuffer.wrap(value));
  }

  /** One of: flipped bits, overwritten stretches, a cut, a longer end, a moved stretch, zeros. */
  private static byte[] damaged(byte[] stored, Random random) {
    byte[] bytes = stored.clone();
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(bytes.length - at);
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, at, length);
      }
      case 2 -> bytes = Arrays.copyOf(bytes, at);
      case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + length);
      case 4 -> System.arraycopy(stored, 0, bytes, at, length);
      default -> Arrays.fill(bytes, at, at + length, (byte) 0);
    }
    return bytes;
  }

  private static byte[] with(byte[] bytes, int index, int value) {
    bytes[index] = (byte) value;
    return bytes;
  }

  private static byte[] summed(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) sum.getValue());
    return bytes;
  }

  private static Envelope withTags(List<String> tags) {
    return sample(0, tags);
  }

  private static Envelope withFlags(int flags) {
    return sample(flags, List.of());
  }

  private static Envelope sample(int flags, List<String> tags) {
    return new Envelope(
        flags, new Version(1, 2), 3, 4, 5, 6, 7, 8, 9, tags, 10, KEY, ByteBuffer.wrap(VALUE));
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
