package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.KeyHash;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One segment of the index: a chained hash table over records of six longs that lie dense in
 * chunks, so that growth copies nothing and any place can be sampled. Not thread-safe: callers lock
 * it.
 *
 * <pre>
 * word 0  hash, high            word 3  deadline
 * word 1  hash, low             word 4  score · seconds of last access
 * word 2  version               word 5  size in bytes · accesses (8 bits) and flags
 * </pre>
 */
final class DiskIndexSegment {
  private static final int WORDS = 6;
  private static final int CHUNK_BITS = 6;
  private static final int CHUNK = 1 << CHUNK_BITS;
  // Two at most: longer chains cost less than the heap that more buckets take.
  private static final int RECORDS_PER_BUCKET = 2;
  private static final int MAX_ACCESSES = 255;
  private static final int ON_HEAP = 1 << 8;
  private static final int SUSPECT = 1 << 9;

  private final List<long[]> chunks = new ArrayList<>();
  private final List<int[]> nexts = new ArrayList<>();
  // Place of the first record of each chain, plus one; a chain ends with 0.
  private int[] buckets = new int[16];
  private int size;

  int find(long high, long low) {
    for (int at = buckets[bucket(low)] - 1; at >= 0; at = next(at)) {
      if (word(at, 1) == low && word(at, 0) == high) {
        return at;
      }
    }
    return -1;
  }

  /** Adds a record that is not there yet; its other words are set by {@link #set}. */
  int add(long high, long low) {
    int at = size;
    // What may fail for lack of memory comes first: then nothing has changed.
    int[] wider =
        at + 1 > RECORDS_PER_BUCKET * buckets.length ? new int[2 * buckets.length] : buckets;
    if (at >> CHUNK_BITS == chunks.size()) {
      long[] words = new long[WORDS * CHUNK];
      nexts.add(new int[CHUNK]);
      chunks.add(words);
    }
    size++;
    word(at, 0, high);
    word(at, 1, low);
    if (wider != buckets) {
      buckets = wider;
      for (int each = 0; each < size; each++) {
        link(each);
      }
    } else {
      link(at);
    }
    return at;
  }

  /** Removes the record; the last one takes its place. */
  void remove(int at) {
    unlink(at);
    int last = --size;
    if (at != last) {
      unlink(last);
      System.arraycopy(
          chunks.get(last >> CHUNK_BITS),
          base(last),
          chunks.get(at >> CHUNK_BITS),
          base(at),
          WORDS);
      link(at);
    }
    int needed = (size + CHUNK - 1) >> CHUNK_BITS;
    // One spare chunk stays, so that a segment at a chunk's edge does not allocate again and again.
    while (chunks.size() > needed + 1) {
      chunks.remove(chunks.size() - 1);
      nexts.remove(nexts.size() - 1);
    }
  }

  void set(
      int at,
      long version,
      long deadline,
      int bytes,
      int accesses,
      int touchedSeconds,
      boolean onHeap,
      int score) {
    word(at, 2, version);
    word(at, 3, deadline);
    word(at, 4, pack(score, touchedSeconds));
    word(at, 5, pack(bytes, Math.min(accesses, MAX_ACCESSES) | (onHeap ? ON_HEAP : 0)));
  }

  void touched(int at, int touchedSeconds, int score) {
    word(at, 4, pack(score, touchedSeconds));
    if (accesses(at) < MAX_ACCESSES) {
      word(at, 5, word(at, 5) + 1);
    }
  }

  long high(int at) {
    return word(at, 0);
  }

  long low(int at) {
    return word(at, 1);
  }

  long version(int at) {
    return word(at, 2);
  }

  long deadline(int at) {
    return word(at, 3);
  }

  void deadline(int at, long deadline) {
    word(at, 3, deadline);
  }

  int score(int at) {
    return (int) (word(at, 4) >>> 32);
  }

  int size(int at) {
    return (int) (word(at, 5) >>> 32);
  }

  int accesses(int at) {
    return (int) word(at, 5) & MAX_ACCESSES;
  }

  boolean onHeap(int at) {
    return ((int) word(at, 5) & ON_HEAP) != 0;
  }

  void onHeap(int at, boolean onHeap) {
    word(at, 5, onHeap ? word(at, 5) | ON_HEAP : word(at, 5) & ~(long) ON_HEAP);
  }

  boolean suspect(int at) {
    return ((int) word(at, 5) & SUSPECT) != 0;
  }

  void suspect(int at, boolean suspect) {
    word(at, 5, suspect ? word(at, 5) | SUSPECT : word(at, 5) & ~(long) SUSPECT);
  }

  void suspectAll() {
    for (int at = 0; at < size; at++) {
      suspect(at, true);
    }
  }

  DiskSlot slot(int at) {
    return new DiskSlot(
        version(at),
        deadline(at),
        size(at),
        accesses(at),
        (int) word(at, 4),
        onHeap(at),
        suspect(at));
  }

  /** A random place, or -1. */
  int any(RandomGenerator random) {
    return size == 0 ? -1 : random.nextInt(size);
  }

  KeyHash[] hashes() {
    KeyHash[] hashes = new KeyHash[size];
    for (int at = 0; at < size; at++) {
      hashes[at] = new KeyHash(high(at), low(at));
    }
    return hashes;
  }

  void forEach(DiskIndex.Visitor visitor) {
    for (int at = 0; at < size; at++) {
      visitor.visit(high(at), low(at), slot(at), score(at));
    }
  }

  void clear() {
    chunks.clear();
    nexts.clear();
    size = 0;
    buckets = new int[16];
  }

  private void link(int at) {
    int bucket = bucket(low(at));
    next(at, buckets[bucket] - 1);
    buckets[bucket] = at + 1;
  }

  private void unlink(int at) {
    int bucket = bucket(low(at));
    int after = next(at);
    if (buckets[bucket] == at + 1) {
      buckets[bucket] = after + 1;
      return;
    }
    int before = buckets[bucket] - 1;
    while (next(before) != at) {
      before = next(before);
    }
    next(before, after);
  }

  private int bucket(long low) {
    return (int) (low >>> 20) & (buckets.length - 1);
  }

  private int next(int at) {
    return nexts.get(at >> CHUNK_BITS)[at & (CHUNK - 1)] - 1;
  }

  private void next(int at, int next) {
    nexts.get(at >> CHUNK_BITS)[at & (CHUNK - 1)] = next + 1;
  }

  private long word(int at, int word) {
    return chunks.get(at >> CHUNK_BITS)[base(at) + word];
  }

  private void word(int at, int word, long value) {
    chunks.get(at >> CHUNK_BITS)[base(at) + word] = value;
  }

  private static int base(int at) {
    return (at & (CHUNK - 1)) * WORDS;
  }

  private static long pack(int upper, int lower) {
    return (long) upper << 32 | (lower & 0xFFFF_FFFFL);
  }
}
