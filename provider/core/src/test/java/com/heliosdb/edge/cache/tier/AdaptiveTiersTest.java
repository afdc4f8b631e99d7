package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.config.TieringSettings.Policy;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.policy.AdaptivePolicy;
import com.heliosdb.edge.cache.store.EhcacheDiskStoreProvider;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.tier.Mutation.Needs;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tiers by the adaptive policy: what is where, and what it cost in writes. */
class AdaptiveTiersTest {
  private static final int ON_HEAP = 4;

  @TempDir Path directory;

  private final ManualTimeSource time = new ManualTimeSource();
  private TierHierarchy tiers;

  @BeforeEach
  void open() {
    tiers = open(0);
  }

  private TierHierarchy open(long writeBudget) {
    return TierRig.open(
        directory, new EhcacheDiskStoreProvider(), ON_HEAP, 1, Policy.ADAPTIVE, writeBudget, time);
  }

  private void reopen(long writeBudget) {
    tiers.close();
    tiers = open(writeBudget);
  }

  @AfterEach
  void close() {
    tiers.close();
  }

  @Test
  void a_new_key_is_on_the_heap_only_until_it_leaves() {
    put("a", 1);
    assertThat(tiers.tierOf("a")).isEqualTo(Tier.HEAP);
    assertThat(diskWrites()).isZero();
    assertThat(tiers.mover().demote("a")).isTrue();
    assertThat(tiers.tierOf("a")).isEqualTo(Tier.DISK);
    assertThat(diskWrites()).isEqualTo(1);
    assertThat(tiers.get("a")).isEqualTo(1);
  }

  @Test
  void a_clean_copy_is_never_written_again() {
    put("a", 1);
    for (int i = 0; i < 5; i++) {
      tiers.mover().demote("a");
      assertThat(tiers.get("a")).isEqualTo(1);
      assertThat(tiers.tierOf("a")).isEqualTo(Tier.HEAP);
    }
    assertThat(diskWrites()).isEqualTo(1);
  }

  @Test
  void many_updates_on_the_heap_are_one_write_to_disk() {
    put("a", 0);
    tiers.mover().demote("a");
    for (int i = 1; i <= 100; i++) {
      put("a", i);
    }
    tiers.mover().demote("a");
    assertThat(diskWrites()).isEqualTo(2);
    assertThat(tiers.get("a")).isEqualTo(100);
  }

  @Test
  void an_update_leaves_no_older_version_on_disk() {
    put("a", 1);
    tiers.mover().demote("a");
    put("a", 2);
    assertThat(diskEntries()).isZero();
    tiers.apply("a", Mutation.of(Needs.NOTHING, old -> Change.REMOVE));
    assertThat(tiers.get("a")).isNull();
    reopen(0);
    assertThat(tiers.get("a")).isNull();
  }

  @Test
  void what_leaves_a_full_heap_is_on_disk() {
    for (int i = 0; i < 100; i++) {
      put(i, i);
    }
    assertThat(tiers.heapView().entries().getAsLong()).isEqualTo(ON_HEAP);
    assertThat(diskEntries()).isEqualTo(100 - ON_HEAP);
    assertThat(diskWrites()).isEqualTo(100 - ON_HEAP);
    for (int i = 0; i < 100; i++) {
      assertThat(tiers.get(i)).isEqualTo(i);
    }
  }

  @Test
  void close_writes_what_the_disk_does_not_hold() {
    for (int i = 0; i < 10; i++) {
      put(i, i);
    }
    reopen(0);
    assertThat(diskEntries()).isEqualTo(10);
    for (int i = 0; i < 10; i++) {
      assertThat(tiers.get(i)).isEqualTo(i);
    }
  }

  @Test
  void over_the_write_budget_a_key_enters_the_disk_on_its_second_sighting() {
    reopen(1);
    for (int i = 0; i < 100; i++) {
      put(i, i);
    }
    // The budget was not spent before the first write.
    assertThat(diskWrites()).isEqualTo(1);
    long before = diskWrites();
    for (int i = 0; i < 50; i++) {
      put(i, i);
    }
    assertThat(diskWrites() - before).isGreaterThan(30);
  }

  @Test
  void over_the_write_budget_the_heap_holds_what_it_would_hold() {
    reopen(1);
    for (int i = 0; i < 100; i++) {
      put(i, i);
    }
    for (int i = 100 - ON_HEAP; i < 100; i++) {
      assertThat(tiers.tierOf(i)).as("key %d", i).isEqualTo(Tier.HEAP);
    }
  }

  @Test
  void the_heap_alone_keeps_what_is_used() {
    tiers.close();
    TierHierarchy heapOnly = TierRig.open(null, null, 100, 1, Policy.ADAPTIVE, 0, time);
    heapOnly.apply("used", Mutation.of(Needs.NOTHING, old -> Change.put(1)));
    for (int i = 0; i < 2_000; i++) {
      int value = i;
      assertThat(heapOnly.get("used")).isEqualTo(1);
      heapOnly.apply(i, Mutation.of(Needs.NOTHING, old -> Change.put(value)));
    }
    assertThat(heapOnly.heapView().entries().getAsLong()).isEqualTo(100);
    assertThat(heapOnly.heapView().counters().evictions.sum()).isEqualTo(2_001 - 100);
    heapOnly.close();
    tiers = open(0);
  }

  @Test
  void nobody_who_has_left_the_heap_stays_in_its_window() {
    ScoreOrder order = new ScoreOrder(new AdaptivePolicy(true, 0, 0, 0));
    HeapEntry removed = arrive(order, "removed", null);
    HeapEntry replaced = arrive(order, "replaced", null);
    HeapEntry last = arrive(order, "last", null);
    order.left(removed);
    order.left(replaced);
    HeapEntry replacing = arrive(order, "replaced", replaced);

    assertThat(order.settled(1)).isSameAs(last);
    assertThat(order.settled(1)).isNull();
    HeapEntry another = arrive(order, "another", null);
    assertThat(order.settled(1)).isSameAs(replacing);
    order.left(another);
    assertThat(order.settled(1)).isNull();
  }

  private static HeapEntry arrive(ScoreOrder order, String key, @Nullable HeapEntry replaced) {
    HeapEntry entry =
        order.entry(key, key.hashCode(), "value", 1, HeapEntry.NEVER, false, 1, false, 0);
    order.arrives(entry, replaced, 100);
    return entry;
  }

  private void put(Object key, int value) {
    tiers.apply(key, Mutation.of(Needs.NOTHING, old -> Change.put(value)));
  }

  private long diskWrites() {
    return Objects.requireNonNull(tiers.diskView()).counters().puts.sum();
  }

  private long diskEntries() {
    return Objects.requireNonNull(tiers.diskView()).entries().getAsLong();
  }
}
