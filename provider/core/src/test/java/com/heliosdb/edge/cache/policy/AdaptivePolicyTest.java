package com.heliosdb.edge.cache.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdaptivePolicyTest {
  private static final int HEAP = 100;
  private static final int LOCAL = 1_000;

  private final AdaptivePolicy policy = new AdaptivePolicy(true, 0, 0, 0);

  @Test
  void a_loop_that_does_not_fit_makes_the_tiers_guarded() {
    assertThat(policy.local().guarded()).isFalse();
    for (int i = 0; i < 100_000; i++) {
      insert(i % 5_000);
    }
    assertThat(policy.local().guarded()).isTrue();
    assertThat(policy.heap().guarded()).isTrue();
  }

  @Test
  void keys_that_are_asked_for_a_while_and_never_again_make_them_open() {
    for (int i = 0; i < 100_000; i++) {
      insert(i % 5_000);
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200_000; i++) {
      insert(10_000 + i / 8 - random.nextInt(Math.min(i / 8 + 1, 800)));
    }
    assertThat(policy.local().guarded()).isFalse();
  }

  @Test
  void a_key_that_comes_leaves_a_note_and_what_takes_time_is_left_to_who_holds_no_lock() {
    policy.heap().turn(HEAP);
    policy.local().turn(LOCAL);
    for (int i = 0; i < 10_000; i++) {
      policy.inserted(i);
    }
    assertThat(IntStream.range(0, 1_000).anyMatch(policy::watches)).isFalse();
    policy.learn(LOCAL);
    assertThat(IntStream.range(0, 1_000).anyMatch(policy::watches)).isTrue();
    for (int i = 0; i < 100_000; i++) {
      policy.inserted(i % 5_000);
    }
    assertThat(policy.local().guarded()).as("before anybody learned").isFalse();
    assertThat(policy.droppedSamples()).isZero();
    policy.learn(LOCAL);
    assertThat(policy.droppedSamples()).as("more than are noted").isPositive();
  }

  @Test
  void learns_the_same_in_every_run() {
    assertThat(rulesAlong(new AdaptivePolicy(true, 0, 0, 0)))
        .isEqualTo(rulesAlong(new AdaptivePolicy(true, 0, 0, 0)));
  }

  @Test
  void watches_about_the_share_of_keys_that_its_simulations_hold() {
    insert(1);
    long watched = IntStream.range(0, 100_000).filter(policy::watches).count();
    assertThat(watched).isBetween(49_000L, 51_000L);
    AdaptivePolicy large = new AdaptivePolicy(true, 0, 0, 0);
    large.heap().turn(1 << 18);
    large.local().turn(1 << 20);
    large.inserted(1);
    large.learn(1);
    // 1024 of 2^18 entries.
    assertThat(IntStream.range(0, 1 << 20).filter(large::watches).count())
        .isBetween(3_900L, 4_300L);
  }

  @Test
  void counts_hits_that_nobody_fetched_in_time_as_dropped() {
    insert(1);
    for (int i = 0; i < 1_000; i++) {
      policy.heapHit(1);
    }
    insert(2);
    assertThat(policy.samples()).isGreaterThanOrEqualTo(1_000);
    assertThat(policy.droppedSamples()).isEqualTo(1_000 - 256);
  }

  @Test
  void saves_writes_of_keys_seen_once_when_the_budget_is_spent() {
    long day = 86_400_000;
    AdaptivePolicy frugal = new AdaptivePolicy(true, 0, day, 0);
    frugal.inserted(1);
    assertThat(frugal.savesWrites(1, 0)).isFalse();
    frugal.wrote(3_600_001, 0);
    assertThat(frugal.savesWrites(1, 0)).isTrue();
    frugal.inserted(1);
    assertThat(frugal.savesWrites(1, 0)).as("seen twice").isFalse();
    assertThat(frugal.savesWrites(2, 0)).isTrue();
    assertThat(frugal.savesWrites(2, 1)).as("a millisecond later").isFalse();
  }

  private List<AgingRule> rulesAlong(AdaptivePolicy each) {
    List<AgingRule> rules = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 50_000; i++) {
      each.heap().turn(HEAP);
      each.local().turn(LOCAL);
      each.inserted((int) Math.pow(random.nextInt(300), i < 25_000 ? 1.5 : 2.5));
      each.learn(LOCAL);
      if (i % 100 == 0) {
        rules.add(each.heap().rule());
        rules.add(each.local().rule());
      }
    }
    return rules;
  }

  private void insert(int hash) {
    policy.heap().turn(HEAP);
    policy.local().turn(LOCAL);
    policy.inserted(hash);
    policy.learn(LOCAL);
  }
}
