package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidentsTest {
  private final Residents residents = new Residents();

  @Test
  void findsNothingWhereThereIsNothing() {
    assertThat(lowest(residents)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 16})
  void findsTheLeastRecentlyUsedOfFew(int count) {
    List<HeapEntry> entries = fill(count);
    for (HeapEntry oldest : entries) {
      assertThat(lowest(residents)).isSameAs(oldest);
      oldest.touch(1_000);
    }
  }

  @Test
  void givesEveryEntryTheSameChanceHoweverStripesAreFilled() {
    // Some stripes hold many, one holds a single entry, most hold none.
    List<HeapEntry> entries = new ArrayList<>();
    for (int i = 0; i < 160; i++) {
      entries.add(add(i == 0 ? 255 : i % 3, 1_000));
    }
    for (HeapEntry oldest : entries) {
      residents.remove(oldest, Stripes.of(oldest.spread));
      HeapEntry older = add(Stripes.of(oldest.spread), 1);
      // A tenth of the entries is looked at: 10 finds of 100 are expected.
      long found = IntStream.range(0, 100).filter(i -> lowest(residents) == older).count();
      assertThat(found).isBetween(8L, 12L);
      residents.remove(older, Stripes.of(older.spread));
      residents.add(oldest, Stripes.of(oldest.spread));
    }
  }

  @Test
  void looksAtTheSameEntriesInEveryRun() {
    List<HeapEntry> entries = fill(500);
    Residents others = new Residents();
    entries.forEach(entry -> add(others, entry));
    for (int i = 0; i < 1_000; i++) {
      assertThat(lowest(residents)).isSameAs(lowest(others));
    }
  }

  private static HeapEntry lowest(Residents residents) {
    return residents.lowest(new HeapOrder.Recency(), 0);
  }

  private List<HeapEntry> fill(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> add(Stripes.spread(i), i)).toList();
  }

  private HeapEntry add(int spread, long touched) {
    HeapEntry entry = new HeapEntry("key", spread, "value", 1, HeapEntry.NEVER, false, 1, true, 0);
    entry.touch(touched);
    add(residents, entry);
    return entry;
  }

  private static void add(Residents residents, HeapEntry entry) {
    residents.reserve(Stripes.of(entry.spread));
    residents.add(entry, Stripes.of(entry.spread));
  }
}
