package com.heliosdb.edge.cache.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.benchmarks.replay.Synthetic.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticTest {
  private static final Shape SHAPE = new Shape(1_000, 0.9, 60_000, 42);

  @ParameterizedTest
  @EnumSource(Synthetic.class)
  void givesTheSameRequestsForTheSameShape(Synthetic synthetic) {
    assertThat(ids(synthetic.trace(SHAPE))).hasSize(60_000).isEqualTo(ids(synthetic.trace(SHAPE)));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LOOP")
  void givesOtherRequestsForAnotherSeed(Synthetic synthetic) {
    assertThat(ids(synthetic.trace(SHAPE)))
        .isNotEqualTo(ids(synthetic.trace(new Shape(1_000, 0.9, 60_000, 43))));
  }

  @Test
  void givesTheFirstKeyOfZipfItsShare() {
    double harmonic = IntStream.rangeClosed(1, 1_000).mapToDouble(r -> Math.pow(r, -0.9)).sum();
    long first = ids(Synthetic.ZIPF.trace(SHAPE)).stream().filter(id -> id == 0).count();
    // About 6,000 draws: a standard error of a little over one percent.
    assertThat(first / 60_000.0 * harmonic).isBetween(0.93, 1.07);
  }

  @Test
  void asksForScannedKeysOnce() {
    List<Long> ids = ids(Synthetic.ZIPF_SCAN.trace(SHAPE));
    assertThat(ids.subList(20_000, 25_000))
        .isEqualTo(IntStream.range(1_000, 6_000).mapToObj(Long::valueOf).toList());
    assertThat(ids.subList(45_000, 50_000))
        .isEqualTo(IntStream.range(6_000, 11_000).mapToObj(Long::valueOf).toList());
    assertThat(ids.subList(25_000, 45_000)).allMatch(id -> id < 1_000);
  }

  @Test
  void makesOtherKeysPopularInEveryTenth() {
    List<Long> ids = ids(Synthetic.ZIPF_SHIFTING.trace(SHAPE));
    Set<Long> favourites = new HashSet<>();
    for (int phase = 0; phase < 10; phase++) {
      favourites.add(mostFrequent(ids.subList(phase * 6_000, (phase + 1) * 6_000)));
    }
    assertThat(favourites).hasSizeGreaterThan(8);
  }

  @Test
  void loopsOverAllKeys() {
    assertThat(ids(Synthetic.LOOP.trace(new Shape(3, 0, 7, 0))))
        .containsExactly(0L, 1L, 2L, 0L, 1L, 2L, 0L);
  }

  private static Long mostFrequent(List<Long> ids) {
    long[] counts = new long[1_000];
    ids.forEach(id -> counts[id.intValue()]++);
    return (long)
        IntStream.range(0, counts.length).reduce(0, (a, b) -> counts[b] > counts[a] ? b : a);
  }

  private static List<Long> ids(Trace trace) {
    return IntStream.range(0, trace.requests()).mapToObj(i -> trace.id(trace.key(i))).toList();
  }
}
