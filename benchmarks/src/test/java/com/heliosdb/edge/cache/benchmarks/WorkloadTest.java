package com.heliosdb.edge.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  @Test
  void keysAskedForAreEqualToThosePutAndNeverIdentical() {
    Workload workload = Workload.named("hot");
    Set<String> put = Collections.newSetFromMap(new IdentityHashMap<>());
    Collections.addAll(put, workload.keys());

    assertThat(Arrays.asList(workload.keys())).containsAll(Arrays.asList(workload.walk()));
    assertThat(workload.walk()).noneMatch(put::contains);
  }

  @Test
  void everyRunAsksInTheSameOrder() {
    assertThat(Workload.named("hot").walk()).isEqualTo(Workload.named("hot").walk());
  }

  @Test
  void byZipfAFewKeysAreAskedForMost() {
    Map<String, Integer> asked = new HashMap<>();
    String[] walk = Workload.named("zipf").walk();
    for (String key : walk) {
      asked.merge(key, 1, Integer::sum);
    }
    long byTheTopTen =
        asked.values().stream()
            .sorted(Collections.reverseOrder())
            .limit(10)
            .mapToLong(n -> n)
            .sum();

    // The sum of 1 / n^0.99 over ten ranks, divided by that over 100,000.
    assertThat(byTheTopTen / (double) walk.length).isBetween(0.23, 0.25);
  }

  @Test
  void unknownKeysAreRefusedWithThoseThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Workload.named("cold"))
        .withMessage("There are no keys 'cold'; there are hot, zipf, 10k, 100k, 1m");
  }

  @Test
  void unknownPayloadIsRefusedWithThoseThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Payload.named("xml"))
        .withMessage("There is no payload 'xml'; there are string, bytes, bean");
  }

  @Test
  void walkGoesRoundAndStartsElsewhereForEachThread() {
    String[] keys = Workload.keys(4);
    Walk walk = new Walk(keys, 0);
    String first = walk.next();
    walk.next();
    walk.next();
    walk.next();

    assertThat(walk.next()).isSameAs(first);
    assertThat(new Walk(keys, 1).next()).isNotEqualTo(first);
  }

  @Test
  void oneMissFailsTheIteration() {
    Walk walk = new Walk(Workload.keys(1), 0);
    walk.found("value");
    walk.found(true);
    walk.requireNoMiss();

    walk.found((Object) null);
    walk.found(false);

    assertThatIllegalStateException()
        .isThrownBy(walk::requireNoMiss)
        .withMessage("2 of the keys asked for were not found, so what was measured is no hit");
  }
}
