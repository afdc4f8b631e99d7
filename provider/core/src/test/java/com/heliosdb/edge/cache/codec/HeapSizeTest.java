package com.heliosdb.edge.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeapSizeTest {
  record Empty() {}

  record Mixed(boolean flag, byte b, short s, char c, int i, long l, float f, double d) {}

  record Person(String name, Address address, TimeUnit unit) {
    @Override
    public Address address() {
      throw new IllegalStateException("An accessor is user code; nobody asked for it");
    }
  }

  record Address(String street, int number) {}

  record Chain(Chain next) {}

  /** Object header 12 bytes, reference 4, all rounded up to 8: HotSpot up to 32 GB of heap. */
  static Stream<Arguments> sizes() {
    return Stream.of(
        Arguments.of("", 40),
        Arguments.of("a", 48),
        Arguments.of("12345678", 48),
        Arguments.of("123456789", 56),
        Arguments.of("é".repeat(1_000), 1_040),
        Arguments.of("日".repeat(1_000), 2_040),
        Arguments.of(true, 16),
        Arguments.of(1, 16),
        Arguments.of(1L, 24),
        Arguments.of(1d, 24),
        Arguments.of(new UUID(1, 1), 32),
        Arguments.of(Instant.EPOCH, 24),
        Arguments.of(LocalDateTime.MIN, 72),
        Arguments.of(BigInteger.ONE, 64),
        Arguments.of(BigInteger.TWO.pow(1_000), 184),
        Arguments.of(BigDecimal.ONE, 40),
        Arguments.of(new byte[100], 120),
        Arguments.of(new int[3], 32),
        Arguments.of(new long[1], 24),
        Arguments.of(new double[2], 32),
        Arguments.of(new char[4], 24),
        Arguments.of(new boolean[1], 24),
        Arguments.of(new Object[1_000], 4_016),
        Arguments.of(TimeUnit.DAYS, 0),
        Arguments.of(String.class, 0),
        Arguments.of(new Empty(), 16),
        Arguments.of(new Mixed(true, (byte) 1, (short) 1, 'a', 1, 1, 1, 1), 48),
        Arguments.of(new Address(null, 1), 24),
        Arguments.of(new Person("Ada", new Address("Main", 1), TimeUnit.DAYS), 24 + 48 + 24 + 48),
        Arguments.of(new Object(), 64),
        Arguments.of(new ArrayList<>(List.of(1, 2, 3)), 64));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void estimates_the_bytes_on_the_heap(Object object, long bytes) {
    assertThat(Codecs.heapBytes(object)).isEqualTo(bytes);
  }

  @Test
  void a_large_decimal_counts_its_digits() {
    assertThat(Codecs.heapBytes(new BigDecimal("1".repeat(10_000)))).isBetween(4_000L, 4_500L);
  }

  @Test
  void a_deep_object_is_not_walked() {
    Chain chain = new Chain(null);
    for (int i = 0; i < 100_000; i++) {
      chain = new Chain(chain);
    }
    assertThat(Codecs.heapBytes(chain)).isBetween(64L, 200L);
  }
}
