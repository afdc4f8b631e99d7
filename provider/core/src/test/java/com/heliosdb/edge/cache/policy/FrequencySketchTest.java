package com.heliosdb.edge.cache.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrequencySketchTest {
  @Test
  void counts_up_to_fifteen() {
    FrequencySketch sketch = new FrequencySketch(1_000);
    assertThat(sketch.seen(7)).isZero();
    for (int times = 1; times <= 15; times++) {
      sketch.add(7);
      assertThat(sketch.seen(7)).isEqualTo(times);
    }
    sketch.add(7);
    assertThat(sketch.seen(7)).isEqualTo(15);
  }

  @Test
  void hardly_ever_takes_one_key_for_another() {
    FrequencySketch sketch = new FrequencySketch(10_000);
    IntStream.range(0, 20_000).forEach(sketch::add);
    long mistaken = IntStream.range(20_000, 40_000).filter(key -> sketch.seen(key) > 0).count();
    assertThat(mistaken).isLessThan(20_000 / 20);
    // The sweep has come by two fifths of the blocks, and forgot what was there once by then.
    long forgotten = IntStream.range(10_000, 20_000).filter(key -> sketch.seen(key) < 1).count();
    assertThat(forgotten).isLessThan(2_000);
  }

  @Test
  void forgets_what_is_not_seen_any_more() {
    FrequencySketch sketch = new FrequencySketch(1_000);
    for (int i = 0; i < 8; i++) {
      sketch.add(7);
    }
    SplittableRandom others = new SplittableRandom(1);
    for (int i = 0; i < 25_000; i++) {
      sketch.add(1_000 + others.nextInt(100_000));
    }
    assertThat(sketch.seen(7)).isLessThan(4);
  }

  @Test
  void takes_eight_bytes_for_each_entry() throws Exception {
    var words = FrequencySketch.class.getDeclaredField("words");
    words.setAccessible(true);
    assertThat(((long[]) words.get(new FrequencySketch(1_000_000))).length).isLessThan(1_010_000);
  }
}
