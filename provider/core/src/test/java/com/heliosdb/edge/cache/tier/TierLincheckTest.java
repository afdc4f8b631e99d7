package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.testing.InMemoryDiskStore;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.tier.Mutation.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All operations on one key are linearizable while it is promoted, demoted and evicted from the
 * heap: each scenario takes a key of its own in one hierarchy over an in-memory store.
 */
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class TierLincheckTest {
  private static final AtomicLong KEYS = new AtomicLong();

  @TempDir static Path directory;
  private static TierHierarchy hierarchy;

  private final Long key = KEYS.incrementAndGet();

  @BeforeAll
  static void open() throws IOException {
    hierarchy =
        TierRig.open(
            Files.createDirectories(directory.resolve("cache")),
            TierRig.of(new InMemoryDiskStore(4)),
            64,
            2,
            new ManualTimeSource());
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
  public boolean containsKey() {
    return hierarchy.containsKey(key);
  }

  @Operation
  public void put(@Param(name = "value") int value) {
    hierarchy.apply(key, Mutation.of(Needs.NOTHING, old -> Change.put(value)));
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
  public boolean replace(@Param(name = "value") int from, @Param(name = "value") int to) {
    return hierarchy
        .apply(
            key,
            Mutation.of(
                Needs.VALUE,
                old -> Integer.valueOf(from).equals(old) ? Change.put(to) : Change.TOUCH))
        .changed();
  }

  @Operation
  public boolean putIfAbsent(@Param(name = "value") int value) {
    return hierarchy
        .apply(
            key, Mutation.of(Needs.PRESENCE, old -> old == null ? Change.put(value) : Change.KEEP))
        .changed();
  }

  @Operation
  public @Nullable Object invoke() {
    return hierarchy
        .apply(
            key,
            Mutation.ofUserCode(old -> Change.put(old == null ? 10 : ((Integer) old) * 2 % 1_000)))
        .old();
  }

  @Operation
  public void promote() {
    hierarchy.mover().promote(key);
  }

  @Operation
  public void demote() {
    hierarchy.mover().demote(key);
  }

  @Test
  void operations_on_one_key_are_linearizable_while_it_moves() {
    new StressOptions()
        .iterations(Integer.getInteger("lincheck.iterations", 10))
        .invocationsPerIteration(1_000)
        .threads(2)
        .actorsPerThread(4)
        .actorsBefore(1)
        .actorsAfter(1)
        .minimizeFailedScenario(false)
        .check(TierLincheckTest.class);
  }
}
