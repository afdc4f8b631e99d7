package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.event.Tier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Accesses on their way from the readers to who learns from them. Lossy: a reader never waits; what
 * finds no place is counted and forgotten. Thread-safe for any number of writers and one reader at
 * a time. Holds keys, never entries.
 */
final class AccessRing {
  private static final int SIZE = 1 << 13;

  private final AtomicReferenceArray<@Nullable Object> keys = new AtomicReferenceArray<>(SIZE);
  // An element is written before its key is set, and read after.
  private final long[] millis = new long[SIZE];
  private final @Nullable Tier[] found = new Tier[SIZE];
  private final AtomicInteger next = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  // Confined to the reader.
  private int read;

  /** Is told of an access. */
  @FunctionalInterface
  interface Reader {
    /**
     * One access.
     *
     * @param tier who answered; null if nobody did
     */
    void access(Object key, long atMillis, @Nullable Tier tier);
  }

  /** Adds an access, if there is room. */
  void offer(Object key, long atMillis, @Nullable Tier tier) {
    int at = next.getAndIncrement() & (SIZE - 1);
    if (keys.get(at) != null) {
      dropped.increment();
      return;
    }
    millis[at] = atMillis;
    found[at] = tier;
    keys.setRelease(at, key);
  }

  /** Hands on what was there when it was called, roughly in the order it came. */
  void drain(Reader reader) {
    int end = next.get();
    if (end - read > SIZE) {
      read = end - SIZE;
    }
    for (; read != end; read++) {
      int at = read & (SIZE - 1);
      Object key = keys.getAcquire(at);
      if (key != null) {
        long when = millis[at];
        Tier tier = found[at];
        keys.setRelease(at, null);
        reader.access(key, when, tier);
      }
    }
  }

  /** Accesses that found no room. */
  long dropped() {
    return dropped.sum();
  }
}
