package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.config.TieringSettings.Policy;
import com.heliosdb.edge.cache.expiry.SystemTimeSource;
import com.heliosdb.edge.cache.store.EhcacheDiskStoreProvider;
import com.heliosdb.edge.cache.tier.Mutation.Needs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Contended keys over real stores, with a heap too small for them, so that they are promoted and
 * demoted all the time. Each key has one writer, whose values only grow and are odd while the key
 * is to be absent; every reader knows, before it reads, what was acknowledged by then. Six seconds
 * by default; the long form is {@code mvn -pl provider/core test -Dtest=TierStressTest
 * -Dstress.seconds=60}.
 */
class TierStressTest {
  private static final int KEYS = 256;
  private static final int HEAP_ENTRIES = 48;
  private static final int WRITERS = 2;
  private static final int READERS = 3;

  @TempDir Path directory;

  /**
   * The last state of each key a writer was told is done: an even number is a value, an odd one
   * absence.
   */
  private final AtomicLongArray acknowledged = new AtomicLongArray(KEYS);

  /** The state a writer is about to make. */
  private final AtomicLongArray intended = new AtomicLongArray(KEYS);

  private volatile boolean stop;

  @ParameterizedTest
  @EnumSource
  void no_value_is_stale_lost_or_resurrected_while_keys_move(Policy policy) throws Exception {
    try (SystemTimeSource time = new SystemTimeSource()) {
      TierHierarchy hierarchy =
          TierRig.open(directory, new EhcacheDiskStoreProvider(), HEAP_ENTRIES, 2, policy, 0, time);
      long operations = stress(hierarchy, Long.getLong("stress.seconds", 6));
      TierView disk = Objects.requireNonNull(hierarchy.diskView());
      long promotions = disk.counters().promotions.sum();
      long demotions = hierarchy.heapView().counters().demotions.sum();
      System.out.printf(
          "stress, heap over disk, %s: %,d operations, %,d promotions, %,d demotions%n",
          policy, operations, promotions, demotions);
      assertThat(promotions).isGreaterThan(1_000);
      assertThat(demotions).isGreaterThan(1_000);
      assertThat(disk.counters().faults.sum()).isZero();
      hierarchy.close();
    }
  }

  @Test
  void no_value_is_stale_lost_or_resurrected_on_the_heap_alone() throws Exception {
    try (SystemTimeSource time = new SystemTimeSource()) {
      TierHierarchy hierarchy = TierRig.open(null, null, 2 * KEYS, 2, time);
      long operations = stress(hierarchy, Long.getLong("stress.seconds", 6) / 2);
      System.out.printf("stress, heap alone: %,d operations%n", operations);
      assertThat(hierarchy.heapView().counters().evictions.sum()).isZero();
      hierarchy.close();
    }
  }

  @Test
  void a_key_that_is_replaced_all_the_time_never_reads_as_absent() throws Exception {
    try (SystemTimeSource time = new SystemTimeSource()) {
      TierHierarchy hierarchy = TierRig.open(null, null, 2 * KEYS, 2, time);
      hierarchy.apply("key", Mutation.of(Needs.NOTHING, old -> Change.put(0L)));
      ExecutorService pool = Executors.newSingleThreadExecutor();
      Future<?> writer =
          pool.submit(
              () -> {
                for (long value = 1; !stop; value++) {
                  put(hierarchy, value);
                }
              });
      long seen = 0;
      long absent = 0;
      for (int i = 0; i < 3_000_000; i++) {
        Object value = hierarchy.get("key");
        absent += value == null ? 1 : 0;
        if (value != null && (Long) value < seen) {
          throw new AssertionError("older: " + value + " after " + seen);
        }
        seen = value == null ? seen : (Long) value;
      }
      stop = true;
      writer.get();
      pool.shutdown();
      assertThat(absent).isZero();
      hierarchy.close();
    }
  }

  @Test
  void the_short_way_of_a_put_is_closed_while_user_code_runs_for_the_key() throws Exception {
    try (SystemTimeSource time = new SystemTimeSource()) {
      TierHierarchy hierarchy = TierRig.open(null, null, KEYS, 2, time);
      hierarchy.apply(
          "key",
          Mutation.ofUserCode(
              old -> {
                assertThat(hierarchy.putOnHeap("key", 1L)).isFalse();
                assertThat(hierarchy.putOnHeap("other", 2L)).isTrue();
                return Change.put(3L);
              }));
      assertThat(hierarchy.get("key")).isEqualTo(3L);
      assertThat(hierarchy.get("other")).isEqualTo(2L);
      hierarchy.close();
    }
  }

  /** Puts in all ways: some versions take the entry over, others need one of their own. */
  private static void put(TierHierarchy hierarchy, Long value) {
    if (value % 3 == 0) {
      hierarchy.apply("key", Mutation.of(Needs.NOTHING, old -> Change.put(value)));
    } else if (value % 3 == 1) {
      hierarchy.apply("key", Mutation.of(Needs.NOTHING, old -> Change.put(value, null)));
    } else {
      assertThat(hierarchy.putOnHeap("key", value)).isTrue();
    }
  }

  /** Runs all threads for this long; how many operations they did. */
  private long stress(TierHierarchy hierarchy, long seconds) throws Exception {
    for (int key = 0; key < KEYS; key++) {
      acknowledged.set(key, 1);
      intended.set(key, 1);
    }
    ExecutorService pool = Executors.newFixedThreadPool(WRITERS + READERS);
    List<Future<Long>> results = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int number = i;
      results.add(pool.submit(() -> write(hierarchy, number)));
    }
    for (int i = 0; i < READERS; i++) {
      int number = i;
      results.add(pool.submit(() -> read(hierarchy, number)));
    }
    pool.shutdown();
    pool.awaitTermination(seconds, TimeUnit.SECONDS);
    stop = true;
    long operations = 0;
    for (Future<Long> result : results) {
      operations += result.get(30, TimeUnit.SECONDS);
    }
    for (int key = 0; key < KEYS; key++) {
      check(key, hierarchy.get("key-" + key), acknowledged.get(key), acknowledged.get(key));
    }
    return operations;
  }

  private long write(TierHierarchy hierarchy, int number) {
    SplittableRandom random = new SplittableRandom(number);
    long operations = 0;
    for (; !stop; operations++) {
      int key = random.nextInt(KEYS / WRITERS) * WRITERS + number;
      long before = acknowledged.get(key);
      boolean absent = before % 2 == 1;
      long value = absent ? before + 1 : before + 2;
      if (!absent && random.nextInt(4) == 0) {
        intended.set(key, before + 3);
        remove(hierarchy, key, before, random.nextBoolean());
        acknowledged.set(key, before + 3);
      } else {
        intended.set(key, value);
        put(hierarchy, key, absent, before, value, random.nextInt(6));
        acknowledged.set(key, value);
      }
    }
    return operations;
  }

  private static void remove(TierHierarchy hierarchy, int key, long before, boolean exact) {
    Mutation removal =
        exact
            ? Mutation.of(
                Needs.VALUE, old -> Long.valueOf(before).equals(old) ? Change.REMOVE : Change.KEEP)
            : Mutation.of(Needs.NOTHING, old -> Change.REMOVE);
    Outcome outcome = hierarchy.apply("key-" + key, removal);
    assertThat(outcome.existed() && outcome.changed()).as("lost before removal: %s", key).isTrue();
  }

  private static void put(
      TierHierarchy hierarchy, int key, boolean absent, long before, long value, int how) {
    if (how == 0 && hierarchy.putOnHeap("key-" + key, value)) {
      return;
    }
    Mutation put =
        switch (how) {
          case 0 -> Mutation.of(Needs.NOTHING, old -> Change.put(value));
          case 1 ->
              Mutation.of(
                  Needs.PRESENCE, old -> (old == null) == absent ? Change.put(value) : Change.KEEP);
          case 2 ->
              Mutation.of(
                  Needs.VALUE,
                  old ->
                      absent
                          ? old == null ? Change.put(value) : Change.KEEP
                          : Long.valueOf(before).equals(old) ? Change.put(value) : Change.KEEP);
          case 3 -> Mutation.of(Needs.NOTHING, old -> Change.put(value, null));
          default -> Mutation.ofUserCode(old -> Change.put(value));
        };
    Outcome outcome = hierarchy.apply("key-" + key, put);
    assertThat(outcome.changed()).as("key %s was not as left: %s", key, before).isTrue();
    assertThat(outcome.existed()).as("key %s at %s", key, before).isEqualTo(!absent);
  }

  private long read(TierHierarchy hierarchy, int number) {
    SplittableRandom random = new SplittableRandom(1_000 + number);
    long operations = 0;
    for (; !stop; operations++) {
      // The lower keys are asked for more often.
      int key = Math.min(random.nextInt(KEYS), random.nextInt(KEYS));
      long low = acknowledged.get(key);
      Object value = hierarchy.get("key-" + key);
      check(key, value, low, intended.get(key));
    }
    return operations;
  }

  private static void check(int key, @Nullable Object value, long low, long high) {
    if (value == null) {
      // Absent in some state from low to high.
      assertThat(low % 2 == 1 || high > low).as("lost: %s at %s to %s", key, low, high).isTrue();
      if (high == low + 2 && low % 2 == 0) {
        throw new AssertionError("key " + key + " read as absent while " + low + " was replaced");
      }
    } else {
      assertThat((Long) value).as("stale or resurrected: %s", key).isBetween(low, high);
    }
  }
}
