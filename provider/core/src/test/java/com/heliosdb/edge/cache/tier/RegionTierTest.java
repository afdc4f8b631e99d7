package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.config.RegionSettings.OnFailure;
import com.heliosdb.edge.cache.config.TieringSettings.Policy;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.tier.RegionRig.Node;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionTierTest {
  @TempDir private Path directory;
  private final RegionRig rig = new RegionRig();

  @AfterEach
  void close() {
    rig.close();
  }

  // ---------------------------------------------------------------- sharing

  @Test
  void what_one_node_wrote_is_served_to_another_and_stays_there() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");

    assertThat(b.get("k")).isEqualTo("one");
    assertThat(b.counters().tier.hits.sum()).isEqualTo(1);
    assertThat(b.tierOf("k")).isEqualTo(Tier.HEAP);
    assertThat(b.get("k")).isEqualTo("one");
    assertThat(b.store.calls(Operation.GET)).isEqualTo(1);
  }

  @Test
  void with_a_disk_it_is_there_first() {
    Node a = rig.heapNode();
    RegionRig.Spec spec = rig.spec();
    spec.directory = directory;
    Node b = spec.open();
    a.put("k", "one");

    assertThat(b.tiers.containsKey("k")).isTrue();
    assertThat(b.tierOf("k")).isEqualTo(Tier.DISK);
    assertThat(b.get("k")).isEqualTo("one");
    assertThat(b.counters().tier.hits.sum()).isZero();
  }

  @Test
  void a_prefetch_brings_up_what_the_region_holds_without_a_loader() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");

    assertThat(b.tiers.mover().prefetch("k").toCompletableFuture().join()).isTrue();
    assertThat(b.tiers.mover().prefetch("k").toCompletableFuture().join()).isFalse();
    assertThat(b.tiers.mover().prefetch("absent").toCompletableFuture().join()).isFalse();

    assertThat(b.tierOf("k")).isEqualTo(Tier.HEAP);
    assertThat(b.counters().tier.hits.sum()).isZero();
  }

  @Test
  void what_comes_from_the_region_starts_where_the_policy_starts_new_keys_and_has_a_score() {
    Node a = rig.heapNode();
    RegionRig.Spec spec = rig.spec();
    spec.directory = directory;
    spec.policy = Policy.ADAPTIVE;
    spec.heapEntries = 10;
    Node b = spec.open();
    for (int i = 0; i < 100; i++) {
      a.put("k" + i, i);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(b.get("k" + i)).isEqualTo(i);
    }

    assertThat(b.tiers.policy().samples()).as("keys the policy was told of").isPositive();
    assertThat(b.tiers.heapView().entries().getAsLong()).isEqualTo(10);
    assertThat(b.tierOf("k0")).isEqualTo(Tier.DISK);
    long written = Objects.requireNonNull(b.tiers.diskView()).counters().puts.sum();
    assertThat(written).as("what has left the heap").isEqualTo(90);
  }

  @Test
  void an_update_reaches_the_heap_of_the_others() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");
    b.get("k");

    a.put("k", "two");

    assertThat(b.tierOf("k")).isNull();
    assertThat(b.get("k")).isEqualTo("two");
    assertThat(a.counters().invalidationsSent.sum()).isEqualTo(2);
    assertThat(b.counters().invalidationsReceived.sum()).isEqualTo(2);
  }

  @Test
  void an_update_reaches_heap_and_disk_of_the_others() {
    Node a = rig.heapNode();
    Node b = rig.diskNode(directory);
    a.put("hot", "one");
    a.put("cold", "one");
    b.get("hot");
    b.tiers.containsKey("cold");
    assertThat(b.tierOf("hot")).isEqualTo(Tier.HEAP);
    assertThat(b.tierOf("cold")).isEqualTo(Tier.DISK);

    a.put("hot", "two");
    a.remove("cold");

    assertThat(b.tierOf("hot")).isNull();
    assertThat(b.tierOf("cold")).isNull();
    assertThat(b.get("hot")).isEqualTo("two");
    assertThat(b.get("cold")).isNull();
  }

  @Test
  void a_removal_holds_on_all_nodes() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");

    assertThat(b.remove("k")).as("it lived in the region only").isTrue();
    assertThat(a.get("k")).isNull();
    assertThat(b.get("k")).isNull();
    assertThat(b.remove("k")).isFalse();
  }

  @Test
  void operations_that_depend_on_the_entry_before_see_the_region() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");

    Outcome outcome =
        b.apply(
            "k",
            Mutation.of(
                Mutation.Needs.PRESENCE, old -> old == null ? Change.put("mine") : Change.KEEP));

    assertThat(outcome.changed()).isFalse();
    assertThat(outcome.found()).isEqualTo(Tier.REGION);
    assertThat(b.tiers.containsKey("absent")).isFalse();
  }

  @Test
  void an_entry_too_large_for_the_local_tiers_can_be_read_and_replaced() {
    RegionRig.Spec spec = rig.spec();
    Node a = rig.heapNode();
    Node b = spec.open();
    a.put("k", "one");
    Outcome outcome =
        b.apply(
            "k",
            Mutation.of(
                Mutation.Needs.VALUE, old -> "one".equals(old) ? Change.put("two") : Change.KEEP));

    assertThat(outcome.existed()).isTrue();
    assertThat(a.get("k")).isEqualTo("two");
  }

  // ---------------------------------------------------------------- versions

  @Test
  void what_comes_from_the_region_is_within_the_bounds_of_the_heap() {
    RegionRig.Spec small = rig.spec();
    small.heapEntries = 10;
    Node a = rig.heapNode();
    Node b = small.open();
    for (int i = 0; i < 100; i++) {
      a.put("k" + i, "v");
      assertThat(b.get("k" + i)).isEqualTo("v");
    }

    assertThat(b.tiers.heapView().entries().getAsLong()).isLessThanOrEqualTo(10);
  }

  @Test
  void a_write_that_the_region_has_something_newer_than_leaves_no_copy_behind() {
    RegionRig.Spec fast = rig.spec();
    fast.clock = new ManualTimeSource(rig.time.millis() + 3_600_000);
    Node a = fast.open();
    Node b = rig.heapNode();
    b.store.plan(Operation.RECEIVE, Fault.LOSE);
    a.put("k", "newer");

    b.put("k", "older");

    assertThat(b.counters().rejections.sum()).isEqualTo(1);
    assertThat(b.get("k")).isEqualTo("newer");
    b.put("k", "newest");
    assertThat(a.get("k")).as("the clock has learnt").isEqualTo("newest");
  }

  @Test
  void a_read_under_way_does_not_bring_back_what_was_overwritten_meanwhile() throws Exception {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");
    b.store.plan(Operation.GET, Fault.HANG_AFTERWARDS, 0, 1);
    CompletableFuture<Object> read = CompletableFuture.supplyAsync(() -> b.get("k"));
    b.store.awaitHanging();

    a.put("k", "two");
    b.store.release();

    assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("two");
    assertThat(b.get("k")).isEqualTo("two");
  }

  @Test
  void a_load_that_began_before_an_invalidation_does_not_overwrite_it() {
    Node a = rig.heapNode();
    RegionRig.Spec reading = rig.spec();
    reading.origin =
        new TierRig.NoOrigin() {
          @Override
          public boolean readThrough() {
            return true;
          }

          @Override
          public Object load(Object key) {
            a.put("k", "written meanwhile");
            return "loaded";
          }
        };
    Node b = reading.open();

    assertThat(b.get("k")).isEqualTo("loaded");
    assertThat(b.tierOf("k")).isNull();
    assertThat(a.get("k")).isEqualTo("written meanwhile");
    assertThat(b.get("k")).isEqualTo("written meanwhile");
  }

  @Test
  void the_same_if_the_invalidation_was_lost() {
    Node a = rig.heapNode();
    RegionRig.Spec reading = rig.spec();
    reading.origin =
        new TierRig.NoOrigin() {
          @Override
          public boolean readThrough() {
            return true;
          }

          @Override
          public Object load(Object key) {
            a.put("k", "written meanwhile");
            return "loaded";
          }
        };
    Node b = reading.open();
    b.store.plan(Operation.RECEIVE, Fault.LOSE);

    assertThat(b.get("k")).isEqualTo("loaded");
    assertThat(b.get("k")).isEqualTo("written meanwhile");
  }

  @Test
  void what_was_loaded_by_one_need_not_be_loaded_by_another() {
    RegionRig.Spec reading = rig.spec();
    reading.origin =
        new TierRig.NoOrigin() {
          @Override
          public boolean readThrough() {
            return true;
          }

          @Override
          public Object load(Object key) {
            return "loaded";
          }
        };
    Node a = reading.open();
    Node b = rig.heapNode();

    assertThat(a.get("k")).isEqualTo("loaded");
    assertThat(b.get("k")).isEqualTo("loaded");
  }

  // ---------------------------------------------------------------- faults of reads

  @Test
  void a_fault_is_a_miss() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");
    for (Fault fault : new Fault[] {Fault.FAIL, Fault.THROW, Fault.CORRUPT, Fault.HANG}) {
      b.store.plan(Operation.GET, fault, 0, 1);
      assertThat(b.get("k")).as("%s", fault).isNull();
    }
    assertThat(b.counters().timeouts.sum()).isEqualTo(1);
    assertThat(b.get("k")).isEqualTo("one");
  }

  @Test
  void a_weigher_that_throws_makes_a_miss_of_what_the_region_has() {
    Node a = rig.heapNode();
    RegionRig.Spec spec = rig.spec();
    spec.weigher =
        (key, value) -> {
          if (value.equals("heavy")) {
            throw new IllegalStateException("cannot weigh " + value);
          }
          return 10;
        };
    Node b = spec.open();
    a.put("k", "heavy");

    assertThat(b.get("k")).isNull();
    assertThat(b.counters().tier.faults.sum()).isEqualTo(1);
    a.put("k", "light");
    assertThat(b.get("k")).isEqualTo("light");
  }

  @Test
  void readers_of_one_key_share_an_answer() throws Exception {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");
    b.store.plan(Operation.GET, Fault.HANG_AFTERWARDS, 0, 1);
    CompletableFuture<Object> first = CompletableFuture.supplyAsync(() -> b.get("k"));
    b.store.awaitHanging();
    CompletableFuture<Object> second = CompletableFuture.supplyAsync(() -> b.get("k"));
    while (b.counters().coalesced.sum() == 0) {
      Thread.onSpinWait();
    }
    b.store.release();

    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("one");
    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("one");
    assertThat(b.store.calls(Operation.GET)).isEqualTo(1);
  }

  @Test
  void every_lookup_is_sent_shared_or_skipped() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");
    b.get("k");
    b.get("none");
    b.store.plan(Operation.PUT, Fault.FAIL);
    b.remove("k");
    b.get("k");

    assertThat(b.counters().skipped.sum()).isPositive();
    assertThat(b.counters().lookups.sum())
        .isEqualTo(
            b.store.calls(Operation.GET)
                + b.counters().coalesced.sum()
                + b.counters().skipped.sum());
  }

  // ---------------------------------------------------------------- faults of writes

  @Test
  void a_write_that_the_region_does_not_take_holds_here_and_reaches_it_later() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");
    b.get("k");
    a.store.plan(Operation.PUT, Fault.FAIL);

    a.put("k", "two");
    assertThat(a.get("k")).isEqualTo("two");
    assertThat(b.get("k")).as("what it had is not current, and the region has no other").isNull();

    a.store.heal();
    rig.beat();

    assertThat(b.get("k")).isEqualTo("two");
    assertThat(a.get("k")).isEqualTo("two");
  }

  @Test
  void a_removal_that_the_region_does_not_take_is_made_up_for() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");
    b.get("k");
    a.store.plan(Operation.PUT, Fault.FAIL);

    assertThat(a.remove("k")).isTrue();
    assertThat(a.get("k")).as("the region still has the old value").isNull();

    a.store.heal();
    assertThat(a.get("k")).as("nobody has told the region yet").isNull();
    rig.beat();

    assertThat(b.get("k")).isNull();
    assertThat(a.get("k")).isNull();
  }

  @Test
  void what_others_wrote_since_is_not_overwritten_by_what_is_made_up_for() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.store.plan(Operation.PUT, Fault.FAIL);
    a.put("k", "behind");
    rig.time.advanceMillis(1);
    b.put("k", "newer");

    a.store.heal();
    rig.beat();

    assertThat(a.get("k")).isEqualTo("newer");
    assertThat(b.get("k")).isEqualTo("newer");
  }

  @Test
  void what_is_made_up_for_and_superseded_asks_for_the_generation_once() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.store.plan(Operation.PUT, Fault.FAIL);
    for (int i = 0; i < 32; i++) {
      a.put("k" + i, "behind");
    }
    rig.time.advanceMillis(1);
    for (int i = 0; i < 32; i++) {
      b.put("k" + i, "newer");
    }
    long before = a.store.calls(Operation.GENERATION);

    a.store.heal();
    rig.beat();

    assertThat(a.store.calls(Operation.GENERATION) - before).isLessThanOrEqualTo(2);
  }

  @Test
  void one_write_that_the_region_never_takes_holds_up_no_other() {
    RegionRig.Spec spec = rig.spec();
    spec.around = store -> refusing(store, "refused".getBytes(StandardCharsets.UTF_8));
    Node a = spec.open();
    Node b = rig.heapNode();
    for (int i = 0; i < 100; i++) {
      b.put("k" + i, "old");
    }
    rig.time.advanceMillis(1);
    a.store.plan(Operation.PUT, Fault.FAIL);
    for (int i = 0; i < 100; i++) {
      a.put("k" + i, i % 10 == 0 ? "refused" : "new");
    }

    a.store.heal();
    rig.beat();

    for (int i = 0; i < 100; i++) {
      assertThat(b.get("k" + i)).isEqualTo(i % 10 == 0 ? null : "new");
    }
    assertThat(b.counters().invalidationsMissed.sum()).isZero();
  }

  /** A store that fails to write records with these bytes in them. */
  private static RegionStore refusing(RegionStore store, byte[] refused) {
    String wanted = new String(refused, StandardCharsets.ISO_8859_1);
    return (RegionStore)
        Proxy.newProxyInstance(
            RegionTierTest.class.getClassLoader(),
            new Class<?>[] {RegionStore.class},
            (proxy, method, arguments) -> {
              boolean refuses =
                  method.getName().equals("putIfNewer")
                      && new String(
                              ((RegionRecord) arguments[2]).toBytes(), StandardCharsets.ISO_8859_1)
                          .contains(wanted);
              return refuses
                  ? CompletableFuture.failedFuture(new IOException("refused"))
                  : method.invoke(store, arguments);
            });
  }

  @Test
  void a_node_that_closes_makes_up_for_everything() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.store.plan(Operation.PUT, Fault.FAIL);
    for (int i = 0; i < 1_000; i++) {
      a.put("k" + i, "v");
    }

    a.store.heal();
    a.close();

    for (int i = 0; i < 1_000; i++) {
      assertThat(b.get("k" + i)).isEqualTo("v");
    }
  }

  @Test
  void a_write_fails_where_that_is_wanted() {
    RegionRig.Spec spec = rig.spec();
    spec.onFailure = OnFailure.FAIL;
    Node a = spec.open();
    a.put("k", "one");
    a.store.plan(Operation.PUT, Fault.FAIL, 0, 1);

    assertThatThrownBy(() -> a.put("k", "two"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("region.on-failure is fail");

    assertThat(a.tierOf("k")).isNull();
    a.put("k", "three");
    assertThat(a.get("k")).isEqualTo("three");
  }

  @Test
  void a_hanging_region_holds_up_no_local_hit() {
    Node a = rig.heapNode();
    a.put("k", "one");
    a.store.planAll(Fault.HANG);

    for (int i = 0; i < 1_000; i++) {
      assertThat(a.get("k")).isEqualTo("one");
    }
    assertThat(a.store.hanging()).as("calls of the region").isZero();
    a.store.heal();
  }

  // ---------------------------------------------------------------- doubt

  @Test
  void after_a_lost_invalidation_the_next_one_casts_doubt_on_everything() {
    Node a = rig.heapNode();
    Node b = rig.diskNode(directory);
    a.put("k", "one");
    a.put("same", "one");
    b.get("k");
    b.get("same");
    b.store.plan(Operation.RECEIVE, Fault.LOSE, 0, 1);
    a.put("k", "two");
    assertThat(b.get("k")).as("it cannot know yet").isEqualTo("one");

    a.put("other", "one");

    assertThat(b.tierOf("same")).as("kept, in doubt").isEqualTo(Tier.DISK);
    assertThat(b.get("k")).isEqualTo("two");
    long hits = b.counters().tier.hits.sum();
    assertThat(b.get("same")).isEqualTo("one");
    assertThat(b.counters().tier.hits.sum()).as("served from the disk").isEqualTo(hits);
    assertThat(b.counters().suspectsChecked.sum()).isEqualTo(2);
    assertThat(b.counters().invalidationsMissed.sum()).isEqualTo(1);
    b.get("same");
    assertThat(b.counters().suspectsChecked.sum()).as("in doubt no more").isEqualTo(2);
  }

  @Test
  void what_was_heard_before_an_interruption_is_not_counted_as_missed() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");
    a.put("k", "two");
    b.store.interrupt();
    a.put("k", "three");
    assertThat(b.counters().invalidationsReceived.sum()).isEqualTo(3);
    assertThat(b.counters().invalidationsMissed.sum()).isZero();
  }

  @Test
  void a_sign_of_life_shows_that_the_last_invalidation_was_lost() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");
    b.get("k");
    b.store.plan(Operation.RECEIVE, Fault.LOSE, 0, 1);
    a.put("k", "two");

    rig.beat();

    assertThat(b.get("k")).isEqualTo("two");
  }

  @Test
  void a_connection_that_was_lost_casts_doubt_on_everything() {
    Node a = rig.heapNode();
    Node b = rig.diskNode(directory);
    a.put("k", "one");
    b.get("k");
    b.store.plan(Operation.RECEIVE, Fault.LOSE, 0, 1);
    a.remove("k");

    b.store.interrupt();

    assertThat(b.get("k")).isNull();
  }

  @Test
  void a_node_that_falls_silent_casts_doubt_on_everything() {
    Node a = rig.heapNode();
    Node b = rig.diskNode(directory);
    a.put("k", "one");
    b.get("k");
    a.store.plan(Operation.PUBLISH, Fault.LOSE);
    a.put("k", "two");
    assertThat(b.get("k")).isEqualTo("one");

    for (int i = 0; i < 5; i++) {
      rig.beat();
    }

    assertThat(b.get("k")).isEqualTo("two");
  }

  @Test
  void a_node_that_says_farewell_does_not() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");
    b.get("k");

    a.close();
    for (int i = 0; i < 5; i++) {
      rig.beat();
    }

    assertThat(b.tierOf("k")).isEqualTo(Tier.HEAP);
  }

  @Test
  void a_node_that_destroys_its_cache_does_not_either() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");
    b.get("k");
    long doubts = b.store.calls(Operation.GENERATION);

    a.destroy();
    assertThat(b.tierOf("k")).as("it is void").isNull();
    for (int i = 0; i < 6; i++) {
      rig.beat();
    }

    assertThat(b.store.calls(Operation.GENERATION) - doubts).as("doubts").isZero();
  }

  @Test
  void while_the_channel_is_down_nobody_is_taken_for_silent() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.put("k", "one");
    b.get("k");
    a.store.plan(Operation.PUBLISH, Fault.FAIL);
    b.store.planAll(Fault.FAIL);
    for (int i = 0; i < 60; i++) {
      rig.beat();
    }
    assertThat(b.tierOf("k")).as("the heap is left alone").isEqualTo(Tier.HEAP);
    a.put("k", "two");

    a.store.heal();
    b.store.heal();
    rig.beat();

    assertThat(b.get("k")).isEqualTo("two");
  }

  @Test
  void what_is_in_doubt_is_served_while_the_region_is_away_but_not_for_ever() {
    Node a = rig.heapNode();
    Node b = rig.diskNode(directory);
    a.put("k", "one");
    b.get("k");
    b.store.interrupt();
    b.store.planAll(Fault.FAIL);

    assertThat(b.get("k")).isEqualTo("one");
    rig.time.advance(Duration.ofMinutes(9));
    assertThat(b.get("k")).isEqualTo("one");
    rig.time.advance(Duration.ofMinutes(2));
    assertThat(b.get("k")).isNull();
    b.store.heal();
    assertThat(b.get("k")).isEqualTo("one");
  }

  @Test
  void doubt_leaves_the_heap_alone_while_the_region_is_away() {
    RegionRig silent = new RegionRig(false);
    try {
      Node a = silent.heapNode();
      Node b = silent.heapNode();
      a.put("k", "one");
      b.get("k");
      b.store.planAll(Fault.FAIL);
      for (int i = 0; i < 9; i++) {
        silent.time.advance(Duration.ofMinutes(1));
        assertThat(b.tierOf("k")).isEqualTo(Tier.HEAP);
        assertThat(b.get("k")).isEqualTo("one");
      }
      a.put("k", "two");

      b.store.heal();
      silent.beat();

      assertThat(b.get("k")).isEqualTo("two");
    } finally {
      silent.close();
    }
  }

  @Test
  void what_the_heap_holds_in_doubt_is_not_served_for_ever_either() {
    Node a = rig.heapNode();
    Node b = rig.diskNode(directory);
    a.put("k", "one");
    b.get("k");
    b.store.planAll(Fault.FAIL);
    b.store.interrupt();
    assertThat(b.tierOf("k")).isEqualTo(Tier.HEAP);

    rig.time.advance(Duration.ofMinutes(11));
    assertThat(b.get("k")).isNull();
    b.store.heal();
    assertThat(b.get("k")).isEqualTo("one");
  }

  @Test
  void what_is_in_doubt_comes_to_the_heap_while_the_region_is_away_and_is_compared_later() {
    Node a = rig.heapNode();
    Node b = rig.diskNode(directory);
    a.put("k", "one");
    a.put("same", "one");
    b.store.interrupt();
    b.get("k");
    b.get("same");
    b.store.interrupt();
    assertThat(b.tierOf("k")).isEqualTo(Tier.DISK);
    b.store.planAll(Fault.FAIL);
    b.store.plan(Operation.RECEIVE, Fault.LOSE);

    assertThat(b.get("k")).isEqualTo("one");
    assertThat(b.get("same")).isEqualTo("one");
    assertThat(b.tierOf("k")).isEqualTo(Tier.HEAP);
    rig.beat();
    assertThat(b.tierOf("k")).isEqualTo(Tier.HEAP);
    a.put("k", "two");
    b.store.heal();
    rig.beat();

    assertThat(b.tierOf("same")).isEqualTo(Tier.DISK);
    assertThat(b.get("k")).isEqualTo("two");
    assertThat(b.get("same")).isEqualTo("one");
    b.get("same");
    assertThat(b.tierOf("same")).isEqualTo(Tier.HEAP);
  }

  @Test
  void however_many_nodes_are_heard_again_doubt_is_cast_once() {
    Node b = rig.diskNode(directory);
    Node[] others = new Node[5];
    for (int i = 0; i < others.length; i++) {
      others[i] = rig.heapNode();
      others[i].put("k" + i, "one");
    }
    rig.beat();
    rig.beat();
    long doubts = b.store.calls(Operation.GENERATION);

    b.store.interrupt();
    rig.beat();
    rig.beat();
    assertThat(b.store.calls(Operation.GENERATION) - doubts)
        .as("questions, one for each doubt, when nothing was missed")
        .isEqualTo(1);

    b.store.plan(Operation.RECEIVE, Fault.LOSE);
    for (int i = 0; i < others.length; i++) {
      others[i].put("k" + i, "two");
    }
    b.store.heal();
    b.store.interrupt();
    rig.beat();
    rig.beat();
    assertThat(b.store.calls(Operation.GENERATION) - doubts)
        .as("one more at once, and one when all were heard")
        .isEqualTo(3);
    for (int i = 0; i < others.length; i++) {
      assertThat(b.get("k" + i)).isEqualTo("two");
    }
  }

  @Test
  void what_the_region_has_lost_is_kept_if_a_removal_would_be_known() {
    Node a = rig.heapNode();
    Node b = rig.diskNode(directory);
    a.put("k", "one");
    b.get("k");
    b.store.interrupt();
    b.store.plan(Operation.GET, Fault.LOSE);

    assertThat(b.get("k")).isEqualTo("one");
    assertThat(b.tierOf("k")).isNotNull();
  }

  @Test
  void without_broadcasts_an_entry_is_compared_from_time_to_time() {
    RegionRig silent = new RegionRig(false);
    try {
      Node a = silent.heapNode();
      Node b = silent.diskNode(directory);
      a.put("k", "one");
      b.get("k");
      a.put("k", "two");
      silent.time.advance(Duration.ofSeconds(29));
      assertThat(b.get("k")).isEqualTo("one");

      silent.time.advance(Duration.ofSeconds(1));

      assertThat(b.get("k")).isEqualTo("two");
    } finally {
      silent.close();
    }
  }
}
