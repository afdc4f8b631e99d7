package com.heliosdb.edge.cache.policy;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * Hashes of keys that came or were hit, on their way to whoever learns from them. Writers never
 * wait: what is not fetched in time is overwritten, and counted. One reader at a time; a hash that
 * is being written may be read as the one before it.
 */
final class HitRing {
  private static final int LENGTH = 256;

  private final int[] hashes = new int[LENGTH];
  private final AtomicLong written = new AtomicLong();
  // Guarded by the reader's lock; racy elsewhere, where it is only a hint.
  private long read;

  void add(int hash) {
    hashes[(int) written.getAndIncrement() & (LENGTH - 1)] = hash;
  }

  boolean isEmpty() {
    return read == written.get();
  }

  /** Gives what is there to the consumer, oldest first; returns how many were lost before. */
  long drain(IntConsumer consumer) {
    long end = written.get();
    long lost = Math.max(0, end - read - LENGTH);
    for (long i = read + lost; i < end; i++) {
      consumer.accept(hashes[(int) i & (LENGTH - 1)]);
    }
    read = end;
    return lost;
  }

  long written() {
    return written.get();
  }
}
