package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.testing.FaultyRegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.tier.RegionRig.Node;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a node does when its region is back: in which order, how fast, and what others see of it.
 */
class RegionReturnTest {
  private static final Duration OPEN_FOR = Duration.ofSeconds(2);
  private static final Duration DEADLINE = Duration.ofMillis(80);

  private final RegionRig rig = new RegionRig();

  @AfterEach
  void close() {
    rig.close();
  }

  // ---------------------------------------------------------------- what others are told

  @Test
  void others_trust_nothing_older_before_the_region_has_what_is_newer() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    Node c = rig.heapNode();
    put(b, 0, 10, "old");
    b.get("k0");
    assertThat(b.tierOf("k0")).isNotNull();
    a.cutOff();
    put(a, 0, 10, "new");
    assertThat(b.get("k0")).as("nobody can know").isEqualTo("old");

    a.store.heal();
    a.store.plan(Operation.PUT, Fault.HANG);
    a.store.interrupt();

    for (int i = 0; i < 10; i++) {
      assertThat(b.tierOf("k" + i)).isNull();
      assertThat(b.get("k" + i)).as("what the region has is older").isNull();
      assertThat(c.get("k" + i)).isNull();
    }
    a.store.heal();
    for (int i = 0; i < 10; i++) {
      assertThat(b.get("k" + i)).isEqualTo("new");
      assertThat(c.get("k" + i)).isEqualTo("new");
    }
  }

  @Test
  void what_the_region_lacks_is_asked_for_once_not_again_and_again() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    b.put("k", "old");
    a.cutOff();
    a.put("k", "new");
    a.store.heal();
    a.store.plan(Operation.PUT, Fault.HANG);
    a.store.interrupt();
    long before = b.store.calls(Operation.GET);

    assertThat(b.get("k")).isNull();

    assertThat(b.store.calls(Operation.GET) - before).isEqualTo(1);
    a.store.heal();
  }

  @Test
  void a_connection_that_comes_again_tells_of_what_is_still_behind() {
    Node a = rig.heapNode();
    a.cutOff();
    put(a, 0, 10, "new");
    long before = a.counters().invalidationsSent.sum();

    a.store.heal();
    a.store.plan(Operation.PUT, Fault.FAIL, 4, Long.MAX_VALUE);
    a.store.interrupt();
    long behind = 10 - a.counters().tier.puts.sum();
    assertThat(behind).isBetween(1L, 9L);
    assertThat(a.counters().invalidationsSent.sum() - before)
        .as("all at once, and what the region has got")
        .isEqualTo(10 + 10 - behind);

    a.store.interrupt();

    assertThat(a.counters().invalidationsSent.sum() - before).isEqualTo(10 + 10 - behind + behind);
  }

  @Test
  void who_is_heard_later_is_told_later() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    put(b, 0, 10, "old");
    a.cutOff();
    b.store.plan(Operation.PUBLISH, Fault.FAIL);
    b.store.plan(Operation.RECEIVE, Fault.LOSE);
    put(a, 0, 10, "new");
    a.store.heal();
    a.store.plan(Operation.PUT, Fault.HANG);
    a.store.interrupt();
    assertThat(b.get("k0")).as("not told, and not asked").isEqualTo("old");

    b.store.heal();
    b.store.interrupt();
    rig.beat();
    rig.beat();

    for (int i = 0; i < 10; i++) {
      assertThat(b.get("k" + i)).isNull();
    }
    a.store.heal();
    assertThat(b.get("k0")).isEqualTo("new");
  }

  @Test
  void however_much_is_behind_no_more_is_told_at_a_time_than_others_can_bear_in_mind() {
    int keys = 10_000;
    RegionRig.Spec large = rig.spec();
    large.heapEntries = 2L * keys;
    Node a = large.open();
    Node b = rig.heapNode();
    put(b, 0, keys, "old");
    a.cutOff();
    put(a, 0, keys, "new");
    a.store.heal();
    a.store.plan(Operation.PUT, Fault.HANG);
    long before = b.counters().invalidationsReceived.sum();

    a.store.interrupt();

    assertThat(b.counters().invalidationsReceived.sum() - before).isEqualTo(1 << 12);
    long gone = IntStream.range(0, keys).filter(i -> b.get("k" + i) == null).count();
    // What is read of the others takes up some room in their memory, too.
    assertThat(gone).as("keys of which nothing older is taken").isBetween(3_500L, 1L << 12);
    a.store.heal();
    rig.beat();
    for (int i = 0; i < keys; i++) {
      assertThat(b.get("k" + i)).isEqualTo("new");
    }
  }

  @Test
  void no_more_is_told_than_was_heard_by_the_teller_itself() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.store.plan(Operation.PUT, Fault.FAIL);
    a.store.plan(Operation.PUBLISH, Fault.FAIL);
    put(a, 0, 1_000, "new");
    a.store.heal();
    a.store.plan(Operation.PUT, Fault.HANG);
    a.store.plan(Operation.RECEIVE, Fault.HANG);

    a.store.interrupt();
    assertThat(b.counters().invalidationsReceived.sum()).isEqualTo(256);

    a.store.heal(Operation.RECEIVE);
    a.store.release();
    assertThat(b.counters().invalidationsReceived.sum()).isGreaterThanOrEqualTo(1_000);
    a.store.heal();
  }

  // ---------------------------------------------------------------- what the region is given

  @Test
  void the_heap_keeps_what_nobody_else_has_until_it_was_compared() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.cutOff();
    a.put("mine", "new");
    a.put("theirs", "new");
    rig.time.advanceMillis(1);
    b.put("theirs", "newer");
    a.store.heal();
    a.store.plan(Operation.PUT, Fault.HANG);

    a.store.interrupt();
    assertThat(a.get("mine")).isEqualTo("new");

    a.store.heal();
    rig.beat();
    assertThat(a.get("mine")).isEqualTo("new");
    assertThat(b.get("mine")).isEqualTo("new");
    assertThat(a.get("theirs")).isEqualTo("newer");
  }

  @Test
  void a_write_that_is_slow_holds_up_no_other() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.store.plan(Operation.PUT, Fault.FAIL);
    put(a, 0, 200, "new");
    a.store.heal();
    a.store.plan(Operation.PUT, Fault.HANG, 50, 1);

    rig.beat();

    assertThat(a.store.hanging()).isEqualTo(1);
    assertThat(a.counters().tier.puts.sum()).isEqualTo(199);
    a.store.heal();
    for (int i = 0; i < 200; i++) {
      assertThat(b.get("k" + i)).isEqualTo("new");
    }
  }

  @Test
  void a_write_that_is_never_answered_is_given_up_and_tried_again() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    a.store.plan(Operation.PUT, Fault.FAIL);
    put(a, 0, 10, "new");
    a.store.heal();
    a.store.plan(Operation.PUT, Fault.HANG, 5, 1);
    rig.beat();
    assertThat(a.counters().tier.puts.sum()).isEqualTo(9);

    rig.beat();

    assertThat(a.counters().tier.puts.sum()).isEqualTo(10);
    assertThat(a.counters().timeouts.sum()).isEqualTo(1);
    for (int i = 0; i < 10; i++) {
      assertThat(b.get("k" + i)).isEqualTo("new");
    }
    a.store.heal();
  }

  @Test
  void a_region_that_does_not_answer_is_asked_for_little() {
    Node a = rig.heapNode();
    a.store.plan(Operation.PUT, Fault.FAIL);
    put(a, 0, 200, "new");
    a.store.heal();
    rig.time.advance(Duration.ofMillis(1));
    a.store.plan(Operation.PUT, Fault.HANG);

    long before = a.store.calls(Operation.PUT);
    rig.beat();
    assertThat(a.store.calls(Operation.PUT) - before).as("at first, one by one").isEqualTo(1);
    rig.beat();
    rig.beat();

    assertThat(a.store.calls(Operation.PUT) - before).as("one a beat").isBetween(2L, 3L);
    a.store.heal();
  }

  @Test
  void many_writes_that_are_superseded_ask_for_the_generation_once() {
    RegionRig.Spec spec = rig.spec();
    spec.clock = new ManualTimeSource(rig.time.millis() - 3_600_000);
    Node a = spec.open();
    Node b = rig.heapNode();
    a.store.plan(Operation.RECEIVE, Fault.LOSE);
    a.store.plan(Operation.GET, Fault.LOSE);
    put(b, 0, 100, "newer");
    Map<String, Change> changes = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      changes.put("k" + i, Change.put("older"));
    }
    long before = a.store.calls(Operation.GENERATION);

    try (Questions questions = a.tiers.questions(changes.keySet())) {
      a.tiers.applyAll(changes.keySet(), questions, any -> changes);
    }

    assertThat(a.counters().rejections.sum()).isEqualTo(100);
    assertThat(a.store.calls(Operation.GENERATION) - before).isEqualTo(1);
    a.store.heal();
    assertThat(a.get("k0")).isEqualTo("newer");
  }

  // ---------------------------------------------------------------- how long it takes

  @Test
  void a_thousand_keys_reach_a_region_within_a_sign_of_life_of_its_breaker() {
    AtomicReference<FaultyRegionStore> faults = new AtomicReference<>();
    RegionRig.Spec spec = rig.spec();
    spec.heapEntries = 2_000;
    spec.around =
        store -> {
          faults.set(new FaultyRegionStore(store, rig.time::after));
          return new GuardedRegionStore(
              faults.get(),
              "region store of the rig",
              new GuardedRegionStore.Limits(DEADLINE, 256, 0.5, 20, OPEN_FOR),
              rig.time);
        };
    Node a = spec.open();
    Node b = rig.heapNode();
    FaultyRegionStore store = faults.get();
    store.planAll(Fault.FAIL);
    put(a, 0, 1_000, "new");
    rig.time.advance(Duration.ofSeconds(30));
    assertThat(a.counters().tier.puts.sum()).isZero();

    store.heal();
    store.delay(Operation.PUT, Duration.ofMillis(20));
    long start = rig.time.millis();
    long first = 0;
    while (a.counters().tier.puts.sum() < 1_000) {
      rig.time.advanceMillis(1);
      first = first == 0 && a.counters().tier.puts.sum() > 0 ? rig.time.millis() - start : first;
    }
    long last = rig.time.millis() - start;

    assertThat(first).as("until it is noticed").isLessThanOrEqualTo(OPEN_FOR.toMillis() + 1_100);
    // 32 at a time of 20 ms each, and as many rounds as it takes to get there from 1.
    assertThat(last - first).isLessThanOrEqualTo(1_000 / 32 * 20 + 6 * 20);
    assertThat(b.get("k999")).isEqualTo("new");
  }

  private static void put(Node node, int from, int to, String value) {
    for (int i = from; i < to; i++) {
      node.put("k" + i, value);
    }
  }
}
