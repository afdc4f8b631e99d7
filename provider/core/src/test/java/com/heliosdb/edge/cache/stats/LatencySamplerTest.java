package com.heliosdb.edge.cache.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencySamplerTest {
  private final LatencySampler sampler = new LatencySampler();

  @Test
  void the_first_call_is_timed_so_that_no_cache_in_use_shows_zero() {
    assertThat(sampler.weightNow()).isPositive();
    assertThat(sampler.meanMicros()).isZero();
    sampler.add(3_000, 1);
    assertThat(sampler.meanMicros()).isEqualTo(3);
  }

  @Test
  void a_slow_first_call_weighs_as_one_call_beside_those_that_stand_for_many() {
    sampler.add(65_000, 1);
    sampler.add(1_000, 64);
    assertThat(sampler.meanMicros()).isEqualTo((65 + 64) / 65.0);
  }

  @Test
  void few_calls_are_timed_and_stand_for_all_of_them() {
    sampler.add(1, 1);
    long standsFor = 0;
    int calls = 1 << 22;
    for (int i = 0; i < calls; i++) {
      standsFor += sampler.weightNow();
    }
    assertThat((double) standsFor / calls).isBetween(0.9, 1.1);
  }

  @Test
  void a_call_too_short_for_the_clock_still_counts() {
    sampler.add(0, 1);
    assertThat(sampler.meanMicros()).isPositive();
  }
}
