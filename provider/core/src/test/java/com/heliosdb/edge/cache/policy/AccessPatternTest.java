package com.heliosdb.edge.cache.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AccessPatternTest {
  private static AccessPattern of(long... accesses) {
    AccessPattern pattern = new AccessPattern(accesses[0]);
    for (int i = 1; i < accesses.length; i++) {
      pattern.access(accesses[i]);
    }
    return pattern;
  }

  @Test
  void the_newest_interval_weighs_most() {
    AccessPattern pattern = of(0, 10, 30, 70);

    assertThat(pattern.intervalMillis()).isEqualTo((1 * 10 + 2 * 20 + 3 * 40) / 6.0);
    assertThat(pattern.nextMillis()).isEqualTo(70 + 28);
  }

  @Test
  void two_intervals_are_needed_for_a_prediction() {
    assertThat(of(0).predicts()).isFalse();
    assertThat(of(0).intervalMillis()).isInfinite();
    assertThat(of(0, 10).predicts()).isFalse();
    assertThat(of(0, 10).nextMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(of(0, 10, 20).predicts()).isTrue();
    assertThat(of(0, 10, 20).nextMillis()).isEqualTo(30);
  }

  @Test
  void the_last_ten_intervals_count() {
    AccessPattern pattern = of(0, 1_000_000);
    for (int i = 1; i <= 10; i++) {
      pattern.access(1_000_000 + 7L * i);
    }

    assertThat(pattern.intervalMillis()).isEqualTo(7);
    assertThat(pattern.deviationMillis()).isZero();
    assertThat(pattern.seen()).isEqualTo(11);
  }

  @Test
  void the_deviation_is_weighted_alike() {
    AccessPattern pattern = of(0, 10, 30);
    double mean = (10 + 2 * 20) / 3.0;

    assertThat(pattern.deviationMillis())
        .isEqualTo(
            Math.sqrt((Math.pow(10 - mean, 2) + 2 * Math.pow(20 - mean, 2)) / 3), within(1e-9));
  }

  @Test
  void an_access_in_the_past_counts_as_now_and_a_long_interval_saturates() {
    AccessPattern pattern = of(100, 50, 100);

    assertThat(pattern.lastMillis()).isEqualTo(100);
    assertThat(pattern.intervalMillis()).isZero();
    assertThat(of(0, Long.MAX_VALUE / 2).intervalMillis()).isEqualTo(Integer.MAX_VALUE);
  }
}
