package com.heliosdb.edge.cache.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AgesTest {
  @Test
  void buckets_rise_with_age_and_stay_within_a_sixteenth() {
    int before = -1;
    long since = 0;
    for (long age = 0; age < 100_000; age++) {
      int bucket = Ages.bucket(age);
      assertThat(bucket).isBetween(before, before + 1);
      if (bucket != before) {
        before = bucket;
        since = age;
      }
      assertThat(age - since).isLessThanOrEqualTo(since / 16);
    }
    assertThat(Ages.bucket(Long.MAX_VALUE)).isLessThan(Long.SIZE * 16);
    assertThat(Ages.bucket(-5)).isZero();
  }

  @Test
  void a_cut_takes_the_oldest_and_hardly_more_than_asked_for() {
    Random random = new Random(1);
    long[] ages = random.longs(10_000, 0, 100_000).toArray();
    Ages counted = new Ages();
    for (long age : ages) {
      counted.add(age, 10);
    }
    Ages.Cut cut = counted.oldest(30_000);
    long taken = 0;
    long youngestTaken = Long.MAX_VALUE;
    long oldestLeft = 0;
    for (long age : ages) {
      if (cut.takes(age, 10)) {
        taken += 10;
        youngestTaken = Math.min(youngestTaken, age);
      } else {
        oldestLeft = Math.max(oldestLeft, age);
      }
    }
    assertThat(taken).isBetween(30_000L, 30_010L);
    assertThat(oldestLeft - youngestTaken).isLessThanOrEqualTo(oldestLeft / 16);
  }

  @Test
  void a_cut_takes_all_if_all_is_not_enough() {
    Ages counted = new Ages();
    counted.add(0, 10);
    counted.add(50, 10);
    Ages.Cut cut = counted.oldest(1000);
    assertThat(cut.takes(0, 10)).isTrue();
    assertThat(cut.takes(50, 10)).isTrue();
  }
}
