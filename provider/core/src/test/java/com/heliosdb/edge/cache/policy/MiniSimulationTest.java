package com.heliosdb.edge.cache.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MiniSimulationTest {
  private static final AgingRule RECENCY = AgingRule.FOR_HEAP.get(1);
  private static final AgingRule GUARDED = AgingRule.FOR_LOCAL.get(7);

  @Test
  void finds_every_key_while_all_fit() {
    MiniSimulation simulation = new MiniSimulation(RECENCY, 1_000, 1);
    for (int key = 0; key < 1_000; key++) {
      assertThat(simulation.access(key * 31, 1)).isFalse();
    }
    for (int key = 0; key < 1_000; key++) {
      assertThat(simulation.access(key * 31, 1)).isTrue();
    }
    assertThat(simulation.admitted()).isZero();
  }

  @Test
  void holds_as_many_keys_as_it_may_whatever_comes_and_goes() {
    MiniSimulation simulation = new MiniSimulation(RECENCY, 64, 1);
    SplittableRandom random = new SplittableRandom(5);
    Map<Integer, Boolean> held = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      int key = random.nextInt(200);
      boolean hit = simulation.access(key, 1);
      assertThat(hit && !held.getOrDefault(key, false)).as("hit of a key never let in").isFalse();
      held.put(key, true);
    }
    long hits = 0;
    for (int key = 0; key < 200; key++) {
      hits += simulation.access(key, 1) ? 1 : 0;
    }
    assertThat(hits).isBetween(1L, 64L);
  }

  @Test
  void a_guarded_rule_keeps_a_part_of_a_loop_that_does_not_fit() {
    MiniSimulation open = new MiniSimulation(RECENCY, 50, 1);
    MiniSimulation guarded = new MiniSimulation(GUARDED, 50, 1);
    int openHits = 0;
    int guardedHits = 0;
    for (int i = 0; i < 100_000; i++) {
      openHits += open.access(i % 500, 1) ? 1 : 0;
      guardedHits += guarded.access(i % 500, 1) ? 1 : 0;
    }
    assertThat(guardedHits).isGreaterThan(9_000);
    assertThat(openHits).isLessThan(guardedHits / 2);
    assertThat(guarded.admitted()).isLessThan(open.admitted() / 100);
  }
}
