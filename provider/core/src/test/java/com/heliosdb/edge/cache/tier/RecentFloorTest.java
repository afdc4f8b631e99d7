package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.codec.KeyHash;
import org.junit.jupiter.api.Test;

class RecentFloorTest {
  private static final int MORE_THAN_IT_HOLDS = 100_000;
  private final RecentFloor floor = new RecentFloor();

  private static KeyHash hash(int number) {
    return KeyHash.of(new byte[] {(byte) number, (byte) (number >> 8), (byte) (number >> 16)});
  }

  @Test
  void admits_what_is_as_new_as_the_highest_version_it_was_raised_to() {
    long asked = floor.stamp();
    floor.raise(hash(1), 10);
    floor.raise(hash(1), 8);

    assertThat(floor.admits(hash(1), 9, asked)).isFalse();
    assertThat(floor.admits(hash(1), 9, floor.stamp())).as("asked later").isFalse();
    assertThat(floor.admits(hash(1), 10, asked)).isTrue();
    assertThat(floor.admits(hash(2), 1, asked)).isTrue();
  }

  @Test
  void what_was_asked_before_a_floor_that_is_forgotten_is_not_admitted() {
    long asked = floor.stamp();
    floor.raise(hash(0), 10);
    for (int i = 1; i < MORE_THAN_IT_HOLDS; i++) {
      floor.raise(hash(i), 10);
    }

    assertThat(floor.admits(hash(0), 9, asked)).isFalse();
  }

  @Test
  void what_is_asked_later_is_admitted_however_old_it_is() {
    for (int i = 0; i < MORE_THAN_IT_HOLDS; i++) {
      floor.raise(hash(i), 10);
    }
    long asked = floor.stamp();

    assertThat(floor.admits(hash(MORE_THAN_IT_HOLDS + 1), 1, asked)).isTrue();
  }
}
