package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.tier.Mutation.Needs;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Operations on one key of a heap-only cache are linearizable, the short way of a put among them,
 * and versions that cannot take each other's entry over.
 */
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class HeapLincheckTest {
  private static final AtomicLong KEYS = new AtomicLong();

  private static TierHierarchy hierarchy;

  private final Long key = KEYS.incrementAndGet();

  @BeforeAll
  static void open() throws IOException {
    hierarchy = TierRig.open(null, null, 1 << 20, 2, new ManualTimeSource());
  }

  @AfterAll
  static void close() {
    hierarchy.close();
  }

  @Operation
  public @Nullable Object get() {
    return hierarchy.get(key);
  }

  @Operation
  public void put(@Param(name = "value") int value) {
    if (!hierarchy.putOnHeap(key, value)) {
      // Somebody's processor runs for the key.
      hierarchy.apply(key, Mutation.of(Needs.NOTHING, old -> Change.put(value)));
    }
  }

  @Operation
  public void putForEver(@Param(name = "value") int value) {
    hierarchy.apply(key, Mutation.of(Needs.NOTHING, old -> Change.put(value, null)));
  }

  @Operation
  public @Nullable Object getAndPut(@Param(name = "value") int value) {
    return hierarchy.apply(key, Mutation.of(Needs.VALUE, old -> Change.put(value))).old();
  }

  @Operation
  public boolean remove() {
    return hierarchy.apply(key, Mutation.of(Needs.NOTHING, old -> Change.REMOVE)).existed();
  }

  @Operation
  public @Nullable Object invoke() {
    return hierarchy
        .apply(
            key,
            Mutation.ofUserCode(old -> Change.put(old == null ? 10 : ((Integer) old) * 2 % 1_000)))
        .old();
  }

  @Test
  void operations_on_one_key_are_linearizable_on_the_heap_alone() {
    new StressOptions()
        .iterations(Integer.getInteger("lincheck.iterations", 5))
        .invocationsPerIteration(1_000)
        .threads(2)
        .actorsPerThread(4)
        .actorsBefore(1)
        .actorsAfter(1)
        .minimizeFailedScenario(false)
        .check(HeapLincheckTest.class);
  }
}
