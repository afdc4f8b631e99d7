package com.heliosdb.edge.cache.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionSetTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 64, 65, 4_096, 4_097, 300_000})
  void holdsWhatASetHolds(int bound) {
    Random random = new Random(bound);
    PositionSet set = new PositionSet(bound);
    TreeSet<Integer> model = new TreeSet<>();
    assertThat(set.last()).isEqualTo(-1);
    for (int i = 0; i < 5_000; i++) {
      int position = random.nextInt(bound);
      if (random.nextInt(3) == 0) {
        set.add(position);
        model.add(position);
      } else {
        int removed = model.isEmpty() ? position : model.last();
        set.remove(removed);
        model.remove(removed);
      }
      assertThat(set.last()).isEqualTo(model.isEmpty() ? -1 : model.last());
      assertThat(set.contains(position)).isEqualTo(model.contains(position));
    }
  }
}
