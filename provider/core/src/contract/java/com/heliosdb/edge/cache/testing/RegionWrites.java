package com.heliosdb.edge.cache.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.Version;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The recorded writes of one key, by any number of threads and nodes, and whether their answers can
 * all be true. Thread-safe.
 */
public final class RegionWrites {
  private record Write(Version version, long invoked, long completed, Outcome outcome) {
    boolean beats(Version other) {
      return !version.equals(other) && Long.compareUnsigned(version.clock(), other.clock()) >= 0;
    }
  }

  private final ConcurrentLinkedQueue<Write> writes = new ConcurrentLinkedQueue<>();

  /** Does a write and records its answer. */
  public void write(Version version, Callable<Outcome> write) throws Exception {
    long invoked = System.nanoTime();
    Outcome outcome = write.call();
    add(version, invoked, System.nanoTime(), outcome);
  }

  /** Records a write done elsewhere, with the nanoseconds when it began and was answered. */
  public void add(Version version, long invokedNanos, long completedNanos, Outcome outcome) {
    writes.add(new Write(version, invokedNanos, completedNanos, outcome));
  }

  /**
   * Fails unless one write with the greatest clock is what is held in the end, no two versions with
   * one clock were stored, what was rejected was beaten by a write that began before the answer
   * came, and what was stored was not beaten by a write that had been answered before it began.
   *
   * @param held what the region holds after the last write
   */
  public void check(Version held) {
    long greatest =
        writes.stream()
            .map(write -> write.version.clock())
            .max(Comparator.comparing(clock -> clock + Long.MIN_VALUE))
            .orElseThrow();
    assertThat(held.clock()).as("the clock held in the end").isEqualTo(greatest);

    Map<Long, Version> byClock = new HashMap<>();
    List<Write> stored = writes.stream().filter(w -> w.outcome == Outcome.STORED).toList();
    for (Write write : stored) {
      Version first = byClock.putIfAbsent(write.version.clock(), write.version);
      assertThat(first).as("the version stored with one clock").isIn(null, write.version);
    }
    assertThat(byClock.get(greatest)).as("the version that won").isEqualTo(held);

    for (Write write : writes) {
      if (write.outcome == Outcome.REJECTED) {
        // In a store before another one, what beat it may have been beaten behind.
        assertThat(writes)
            .as("what beat the rejected %s", write)
            .anyMatch(s -> s.beats(write.version) && s.invoked <= write.completed);
      } else {
        assertThat(stored)
            .as("what had beaten the stored %s", write)
            .noneMatch(s -> s.beats(write.version) && s.completed < write.invoked);
      }
    }
  }
}
