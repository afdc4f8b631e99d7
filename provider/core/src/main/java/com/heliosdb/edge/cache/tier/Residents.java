package com.heliosdb.edge.cache.tier;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the heap by stripe, for sampling. Each stripe's list is changed under its lock;
 * samplers read without one, racy by design: they may see an entry that has just left, and check
 * before they act.
 */
final class Residents {
  private static final int SAMPLES = 16;

  private final @Nullable HeapEntry[][] lists = new HeapEntry[Stripes.COUNT][];
  private final int[] sizes = new int[Stripes.COUNT];

  // Where the next sample starts, as a share of its stride.
  private final EvenDraws starts = new EvenDraws();

  Residents() {
    for (int i = 0; i < Stripes.COUNT; i++) {
      lists[i] = new HeapEntry[4];
    }
  }

  /** Sees to it that one more can be added. Called under the stripe's lock. */
  void reserve(int stripe) {
    @Nullable HeapEntry[] list = lists[stripe];
    int size = sizes[stripe];
    if (size == list.length) {
      lists[stripe] = Arrays.copyOf(list, size + (size >> 1) + 2);
    }
  }

  /** Called under the stripe's lock, after {@link #reserve}. */
  void add(HeapEntry entry, int stripe) {
    @Nullable HeapEntry[] list = lists[stripe];
    int size = sizes[stripe];
    list[size] = entry;
    entry.place = size;
    sizes[stripe] = size + 1;
  }

  /** Called under the stripe's lock, for an entry that was added. */
  void remove(HeapEntry entry, int stripe) {
    @Nullable HeapEntry[] list = lists[stripe];
    int last = --sizes[stripe];
    HeapEntry moved = list[last];
    list[last] = null;
    if (moved != null && moved != entry) {
      list[entry.place] = moved;
      moved.place = entry.place;
    }
  }

  /** Forgets all, who die. Called under all stripe locks. */
  void clear() {
    for (int stripe = 0; stripe < Stripes.COUNT; stripe++) {
      for (HeapEntry entry : copy(stripe)) {
        entry.die();
      }
      lists[stripe] = new HeapEntry[4];
      sizes[stripe] = 0;
    }
  }

  /** The entries of a stripe, copied under its lock. */
  HeapEntry[] copy(int stripe) {
    HeapEntry[] copy = new HeapEntry[sizes[stripe]];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = Objects.requireNonNull(lists[stripe][i]);
    }
    return copy;
  }

  /**
   * The lowest of a sample by this order; null if none was found. One entry out of every so many is
   * looked at, so that each has the same chance however the stripes are filled; of few, all are.
   */
  @Nullable HeapEntry lowest(HeapOrder order, long tick) {
    int total = 0;
    for (int size : sizes) {
      total += size;
    }
    double stride = Math.max(1, (double) total / SAMPLES);
    double next = stride * starts.next();
    HeapEntry lowest = null;
    long lowestRank = Long.MAX_VALUE;
    int passed = 0;
    for (int stripe = 0; stripe < Stripes.COUNT; stripe++) {
      @Nullable HeapEntry[] list = lists[stripe];
      int size = Math.min(sizes[stripe], list.length);
      for (; next < passed + size; next += stride) {
        HeapEntry candidate = list[(int) next - passed];
        long rank = candidate == null ? Long.MAX_VALUE : order.rank(candidate, tick);
        if (rank < lowestRank) {
          lowest = candidate;
          lowestRank = rank;
        }
      }
      passed += size;
    }
    return lowest;
  }
}
