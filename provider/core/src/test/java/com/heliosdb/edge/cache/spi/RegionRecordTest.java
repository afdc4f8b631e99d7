package com.heliosdb.edge.cache.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RegionRecordTest {
  private static final Version VERSION = new Version(0x10000, 0x0A);

  @Test
  void the_sample_is_read_and_written() {
    byte[] sample =
        HexFormat.of()
            .parseHex("4845435201000000000000010000000000000000000A0000000000000003940B3CF2");
    RegionRecord tombstone = RegionRecord.tombstone(VERSION, 3);
    assertThat(HexFormat.of().withUpperCase().formatHex(tombstone.toBytes()))
        .isEqualTo(HexFormat.of().withUpperCase().formatHex(sample));
    assertThat(RegionRecord.parse(sample)).isEqualTo(tombstone);
  }

  @Test
  void a_value_comes_back_as_it_was_and_may_be_empty() {
    for (byte[] value : new byte[][] {{}, {1, 2, 3}}) {
      RegionRecord record = new RegionRecord(VERSION, RegionRecord.NEVER, value);
      RegionRecord parsed = RegionRecord.parse(record.toBytes());
      assertThat(parsed).isEqualTo(record);
      assertThat(parsed.isTombstone()).isFalse();
    }
  }

  @Test
  void a_changed_or_cut_head_is_no_record() {
    byte[] bytes = new RegionRecord(VERSION, 5, new byte[] {7}).toBytes();
    for (int i = 0; i < RegionRecord.OVERHEAD; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;
      assertThat(RegionRecord.parse(damaged)).as("byte %d changed", i).isNull();
    }
    for (int length = 0; length < RegionRecord.OVERHEAD; length++) {
      assertThat(RegionRecord.parse(java.util.Arrays.copyOf(bytes, length))).isNull();
    }
    assertThat(RegionRecord.parse(null)).isNull();
  }

  @Test
  void the_greater_clock_is_newer_whatever_the_node() {
    RegionRecord first = RegionRecord.tombstone(new Version(1, 9), 0);
    RegionRecord second = RegionRecord.tombstone(new Version(2, 1), 0);
    assertThat(second.isNewerThan(first)).isTrue();
    assertThat(first.isNewerThan(second)).isFalse();
    assertThat(RegionRecord.tombstone(new Version(1, 10), 0).isNewerThan(first)).isFalse();
  }
}
