package com.heliosdb.edge.cache.tier;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The heap entries by stripe, for sampling. Each stripe's list is changed under its lock; samplers
 * read without one, racy by design: they may see an entry that has just left, and check before they
 * act.
 */
final class Residents {
  private static final int SAMPLES = 16;

  private final @Nullable HeapEntry[][] lists = new HeapEntry[Stripes.COUNT][];
  private final int[] sizes = new int[Stripes.COUNT];

  Residents() {
    for (int i = 0; i < Stripes.COUNT; i++) {
      lists[i] = new HeapEntry[4];
    }
  }

  /** Called under the entry's stripe lock. */
  void add(HeapEntry entry) {
    int stripe = Stripes.of(entry.spread);
    @Nullable HeapEntry[] list = lists[stripe];
    int size = sizes[stripe];
    if (size == list.length) {
      list = java.util.Arrays.copyOf(list, size + (size >> 1) + 2);
      lists[stripe] = list;
    }
    list[size] = entry;
    entry.place = size;
    sizes[stripe] = size + 1;
  }

  /** Called under the entry's stripe lock, for an entry that was added. */
  void remove(HeapEntry entry) {
    int stripe = Stripes.of(entry.spread);
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
    System.arraycopy(lists[stripe], 0, copy, 0, copy.length);
    return copy;
  }

  /** The least recently used of a random sample; null if none was found. */
  @Nullable HeapEntry leastRecentlyUsed() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HeapEntry oldest = null;
    for (int i = 0; i < SAMPLES; i++) {
      HeapEntry candidate = near(random.nextInt(Stripes.COUNT), random);
      if (candidate == null) {
        return oldest;
      }
      if (oldest == null || candidate.touched() < oldest.touched()) {
        oldest = candidate;
      }
    }
    return oldest;
  }

  private @Nullable HeapEntry near(int start, ThreadLocalRandom random) {
    for (int i = 0; i < Stripes.COUNT; i++) {
      int stripe = (start + i) & (Stripes.COUNT - 1);
      @Nullable HeapEntry[] list = lists[stripe];
      int size = Math.min(sizes[stripe], list.length);
      HeapEntry candidate = size == 0 ? null : list[random.nextInt(size)];
      if (candidate != null) {
        return candidate;
      }
    }
    return null;
  }
}
