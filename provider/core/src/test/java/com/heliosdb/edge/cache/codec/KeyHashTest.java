package com.heliosdb.edge.cache.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyHashTest {
  private static final long STORED_HIGH = 6328160532586403679L;
  private static final long STORED_LOW = -1128267724320565686L;

  @Test
  void hashes_are_those_of_murmur3_as_published() {
    assertThat(hash("")).isEqualTo(new KeyHash(0, 0));
    assertThat(hash("hello")).isEqualTo(new KeyHash(0xcbd8a7b341bd9b02L, 0x5b1e906a48ae1d19L));
    assertThat(hash("hello, world"))
        .isEqualTo(new KeyHash(0x342fac623a5ebc8eL, 0x4cdcbc079642414dL));
    assertThat(hash("The quick brown fox jumps over the lazy dog."))
        .isEqualTo(new KeyHash(0xcd99481f9ee902c9L, 0x695da1a38987b6e7L));
    assertThat(hash("The quick brown fox jumps over the lazy dog"))
        .isEqualTo(new KeyHash(0xe34bbc7bbc071b6cL, 0x7a433ca9c49a9347L));
  }

  @Test
  void hashes_of_every_length_of_tail_never_change() {
    long high = 0;
    long low = 0;
    for (int length = 0; length <= 48; length++) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) (i * 37 + length + 128);
      }
      KeyHash hash = KeyHash.of(bytes);
      high = high * 31 + hash.high();
      low = low * 31 + hash.low();
    }
    assertThat(new KeyHash(high, low)).isEqualTo(new KeyHash(STORED_HIGH, STORED_LOW));
  }

  @Test
  void flipping_any_bit_of_the_key_flips_each_bit_of_the_hash_about_half_the_time() {
    Random random = new Random(42);
    int[] flips = new int[128];
    int trials = 0;
    for (int round = 0; round < 200; round++) {
      byte[] key = new byte[1 + random.nextInt(40)];
      random.nextBytes(key);
      KeyHash before = KeyHash.of(key);
      for (int bit = 0; bit < key.length * 8; bit++) {
        key[bit / 8] ^= (byte) (1 << bit % 8);
        KeyHash after = KeyHash.of(key);
        key[bit / 8] ^= (byte) (1 << bit % 8);
        trials++;
        for (int i = 0; i < 64; i++) {
          flips[i] += (int) (((before.high() ^ after.high()) >>> i) & 1);
          flips[64 + i] += (int) (((before.low() ^ after.low()) >>> i) & 1);
        }
      }
    }
    for (int bitFlips : flips) {
      assertThat((double) bitFlips / trials).isBetween(0.48, 0.52);
    }
  }

  @Test
  void similar_keys_do_not_collide_in_either_half() {
    Set<Long> highs = new HashSet<>();
    Set<Long> lows = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      KeyHash hash = hash("user:" + i);
      highs.add(hash.high());
      lows.add(hash.low());
    }
    assertThat(highs).hasSize(100_000);
    assertThat(lows).hasSize(100_000);
  }

  private static KeyHash hash(String key) {
    return KeyHash.of(key.getBytes(UTF_8));
  }
}
