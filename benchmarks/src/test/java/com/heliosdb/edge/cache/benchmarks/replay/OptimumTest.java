package com.heliosdb.edge.cache.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimumTest {
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "3, 6"})
  void keepsPartOfALoop(int capacity, long hits) {
    assertThat(new Optimum(trace(List.of(1, 2, 3, 1, 2, 3, 1, 2, 3))).hits(capacity))
        .isEqualTo(hits);
  }

  @Test
  void doesNotLetAScanIn() {
    assertThat(new Optimum(trace(List.of(1, 2, 8, 9, 7, 1, 2))).hits(2)).isEqualTo(2);
  }

  @Test
  void isWhatTryingEverythingFinds() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      List<Integer> keys = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        keys.add(random.nextInt(4));
      }
      for (int capacity = 1; capacity <= 2; capacity++) {
        assertThat(new Optimum(trace(keys)).hits(capacity))
            .as("%s, capacity %d", keys, capacity)
            .isEqualTo(best(keys, 0, new TreeSet<>(), capacity));
      }
    }
  }

  /** Tries for each request to keep it in place of each key held, or to keep it out. */
  private static long best(List<Integer> keys, int at, Set<Integer> held, int capacity) {
    if (at == keys.size()) {
      return 0;
    }
    Integer key = keys.get(at);
    if (held.contains(key)) {
      return 1 + best(keys, at + 1, held, capacity);
    }
    long best = best(keys, at + 1, held, capacity);
    if (held.size() < capacity) {
      return Math.max(best, best(keys, at + 1, with(held, key, null), capacity));
    }
    for (Integer victim : held) {
      best = Math.max(best, best(keys, at + 1, with(held, key, victim), capacity));
    }
    return best;
  }

  private static Set<Integer> with(Set<Integer> held, Integer added, Integer removed) {
    Set<Integer> copy = new TreeSet<>(held);
    if (removed != null) {
      copy.remove(removed);
    }
    copy.add(added);
    return copy;
  }

  private static Trace trace(List<Integer> keys) {
    Trace.Builder trace = new Trace.Builder();
    keys.forEach(trace::add);
    return trace.build("test");
  }
}
