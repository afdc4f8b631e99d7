package com.heliosdb.edge.cache.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.benchmarks.replay.Synthetic.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeReplayTest {
  /**
   * The write and four reads on disk make five accesses, which promote key 1. From then on it fills
   * L1, and its disk copy the one place on disk, so that what is written besides leaves at once for
   * the region, which remembers one key.
   */
  @Test
  void countsWhatCanBeCountedByHand() {
    Trace trace = trace(1, 1, 1, 1, 1, 1, 2, 2, 3, 2, 1);
    EdgeReplay.Result result = EdgeReplay.run(trace, "threshold", new Capacities(1, 0, 1));
    assertThat(result)
        .isEqualTo(
            new EdgeReplay.Result(
                /* heapHits= */ 2,
                /* diskHits= */ 4,
                /* regionHits= */ 1,
                /* originLoads= */ 4,
                /* diskReads= */ 4,
                /* diskWrites= */ 5,
                /* promotions= */ 1,
                /* demotions= */ 0,
                /* heapEntries= */ 1,
                /* mostDiskEntries= */ 1,
                /* samples= */ 0,
                /* droppedSamples= */ 0));
  }

  @Test
  void demotesWhatIsIdleInTheTimeOfTheTrace() {
    Trace.Builder trace = new Trace.Builder();
    for (int i = 0; i < 6; i++) {
      trace.add(1, i);
    }
    trace.add(1, 2 * 3_600_000);
    EdgeReplay.Result result =
        EdgeReplay.run(trace.build("idle"), "threshold", new Capacities(8, 40, 80));
    assertThat(result.demotions()).isEqualTo(1);
    assertThat(result.heapHits()).isEqualTo(1);
    assertThat(result.diskHits()).isEqualTo(5);
  }

  @Test
  void neverHoldsMoreThanTheCapacities() {
    Trace trace = Synthetic.ZIPF.trace(new Shape(2_000, 0.9, 20_000, 1));
    EdgeReplay.Result result = EdgeReplay.run(trace, "threshold", new Capacities(20, 200, 500));
    assertThat(result.heapEntries()).isLessThanOrEqualTo(20);
    assertThat(result.mostDiskEntries()).isEqualTo(220);
    assertThat(result.localHits() + result.regionHits() + result.originLoads()).isEqualTo(20_000);
  }

  @Test
  void givesAdaptiveTiersNoMoreThanTheCapacities() {
    Trace trace = Synthetic.ZIPF.trace(new Shape(2_000, 0.9, 20_000, 1));
    EdgeReplay.Result result = EdgeReplay.run(trace, "adaptive", new Capacities(20, 200, 500));
    assertThat(result.heapEntries()).isLessThanOrEqualTo(20);
    assertThat(result.mostDiskEntries()).isBetween(200, 220);
    assertThat(result.localHits() + result.regionHits() + result.originLoads()).isEqualTo(20_000);
    assertThat(result.samples()).isPositive();
    assertThat(result.droppedSamples()).isZero();
  }

  @Test
  void keepsAPartOfALoopByTheAdaptivePolicyOnly() {
    Trace trace = Synthetic.LOOP.trace(new Shape(1_000, 0.9, 50_000, 1));
    Capacities capacities = new Capacities(10, 100, 500);
    assertThat(EdgeReplay.run(trace, "threshold", capacities).localHits()).isZero();
    EdgeReplay.Result adaptive = EdgeReplay.run(trace, "adaptive", capacities);
    assertThat(adaptive.localHits()).isGreaterThan(4_000);
    assertThat(adaptive.diskWrites()).isLessThan(5_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threshold", "adaptive"})
  void givesTheSameFiguresInEveryRun(String policy) {
    Trace trace = Synthetic.ZIPF_SHIFTING.trace(new Shape(2_000, 0.9, 20_000, 1));
    Capacities capacities = new Capacities(20, 200, 500);
    assertThat(EdgeReplay.run(trace, policy, capacities))
        .isEqualTo(EdgeReplay.run(trace, policy, capacities));
  }

  @Test
  void passesThePolicyOnToTheProvider() {
    assertThatThrownBy(() -> EdgeReplay.run(trace(1), "no-such-policy", new Capacities(1, 1, 1)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("tiering.policy", "no-such-policy", "threshold");
  }

  private static Trace trace(int... keys) {
    Trace.Builder trace = new Trace.Builder();
    for (int key : keys) {
      trace.add(key);
    }
    return trace.build("test");
  }
}
