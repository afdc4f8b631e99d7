package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.spi.Version;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegionMessageTest {
  private static final byte[] KEY = {1, 0, 0x6B};

  @Test
  void the_documented_sample_is_what_is_written_and_read() {
    String sample =
        "4845434D 01 01 000000000000000A 0000000000000003 0000000000000002"
            + "0000000000010000 00000003 01006B";
    RegionMessage message = RegionMessage.invalidation(new Version(0x10000, 10), KEY, 3, 2);

    String written = HexFormat.of().withUpperCase().formatHex(message.toBytes());

    assertThat(written).startsWith(sample.replace(" ", ""));
    assertThat(written.substring(written.length() - 8)).isEqualTo("534DED6A");
    assertThat(RegionMessage.parse(HexFormat.of().parseHex(written))).isEqualTo(message);
  }

  static Stream<RegionMessage> messages() {
    return Stream.of(
        RegionMessage.invalidation(new Version(7, 8), KEY, 9, 10),
        RegionMessage.invalidation(new Version(7, 8), new byte[0], 9, 10),
        RegionMessage.life(1, 2, 3),
        RegionMessage.farewell(1, 2, 3));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void what_is_written_is_read(RegionMessage message) {
    assertThat(RegionMessage.parse(message.toBytes())).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void any_damage_is_noticed(RegionMessage message) {
    byte[] bytes = message.toBytes();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(RegionMessage.parse(damaged)).as("bit %d", bit).isNull();
    }
    for (int length = 0; length < bytes.length; length++) {
      assertThat(RegionMessage.parse(java.util.Arrays.copyOf(bytes, length))).isNull();
    }
  }

  @Test
  void arbitrary_bytes_are_no_message() {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(100)];
      random.nextBytes(bytes);
      assertThat(RegionMessage.parse(bytes)).isNull();
    }
  }
}
