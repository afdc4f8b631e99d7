package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.config.RegionSettings.OnFailure;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.tier.RegionRig.Node;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clearing a cache on all nodes and in its region. */
class RegionClearTest {
  @TempDir private Path directory;
  private final RegionRig rig = new RegionRig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void clear_covers_what_only_the_region_has_and_the_other_nodes() {
    Node a = rig.heapNode();
    Node b = rig.diskNode(directory);
    Node c = rig.heapNode();
    a.put("k", "one");
    a.put("far", "one");
    b.get("k");

    c.tiers.clear();

    for (Node node : new Node[] {a, b, c}) {
      assertThat(node.get("k")).isNull();
      assertThat(node.get("far")).isNull();
    }
    a.put("k", "two");
    assertThat(b.get("k")).isEqualTo("two");
  }

  @Test
  void a_clear_while_the_region_is_away_holds_here_and_everywhere_in_the_end() {
    Node a = rig.diskNode(directory);
    Node b = rig.heapNode();
    a.put("k", "one");
    b.get("k");
    a.store.planAll(Fault.FAIL);

    a.tiers.clear();
    assertThat(a.get("k")).isNull();
    assertThat(b.get("k")).isEqualTo("one");
    a.put("k", "two");

    a.store.heal();
    rig.beat();

    assertThat(b.get("k")).isNull();
    assertThat(a.get("k")).isEqualTo("two");
    assertThat(a.get("none")).isNull();
  }

  @Test
  void a_clear_fails_where_that_is_wanted() {
    RegionRig.Spec spec = rig.spec();
    spec.onFailure = OnFailure.FAIL;
    Node a = spec.open();
    a.put("k", "one");
    a.store.plan(Operation.START_GENERATION, Fault.FAIL, 0, 1);

    assertThatThrownBy(() -> a.tiers.clear())
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("the region");

    assertThat(a.get("k")).isNull();
  }

  @Test
  void more_than_can_be_remembered_makes_the_whole_region_void() {
    Node a = rig.heapNode();
    Node b = rig.heapNode();
    b.put("seen", "one");
    a.store.plan(Operation.PUT, Fault.FAIL);
    for (int i = 0; i <= 1 << 14; i++) {
      a.put("k" + i, "v");
    }

    a.store.heal();
    rig.beat();

    assertThat(b.get("seen")).isNull();
    a.put("k1", "again");
    assertThat(b.get("k1")).isEqualTo("again");
  }

  @Test
  void a_region_that_has_lost_its_memory_is_given_the_same_generation() {
    RegionRig other = new RegionRig();
    RegionRig.Spec spec = rig.spec();
    spec.directory = directory;
    AtomicReference<RegionStore> used = new AtomicReference<>();
    spec.around =
        store -> {
          used.set(store);
          return switching(used);
        };
    Node a = spec.open();
    a.tiers.clear();
    a.put("k", "one");
    long before = generation(a);
    RegionStore empty = other.region.open("rig");

    used.set(empty);
    a.store.plan(Operation.START_GENERATION, Fault.FAIL);
    a.store.interrupt();
    assertThat(generation(a)).isZero();
    assertThat(a.get("k")).as("what is here is served").isEqualTo("one");
    a.put("meanwhile", "one");
    a.store.heal();
    rig.beat();

    assertThat(generation(a)).isEqualTo(before);
    assertThat(other.heapNode().get("meanwhile")).isEqualTo("one");
    assertThat(a.get("k")).isEqualTo("one");
    a.put("k", "two");
    assertThat(a.get("k")).isEqualTo("two");
  }

  /** A store that does what the one of the moment does. */
  private static RegionStore switching(AtomicReference<RegionStore> used) {
    return (RegionStore)
        Proxy.newProxyInstance(
            RegionClearTest.class.getClassLoader(),
            new Class<?>[] {RegionStore.class},
            (proxy, method, arguments) -> method.invoke(used.get(), arguments));
  }

  private static long generation(Node node) {
    return node.store.generation().toCompletableFuture().join();
  }

  /** A node whose clock is an hour ahead has cleared, and nobody has heard of it. */
  private Node ahead(Node deaf) {
    RegionRig.Spec spec = rig.spec();
    spec.clock = new ManualTimeSource(rig.time.millis() + Duration.ofHours(1).toMillis());
    Node ahead = spec.open();
    deaf.store.plan(Operation.RECEIVE, Fault.LOSE);
    ahead.tiers.clear();
    ahead.put("k", "one");
    return ahead;
  }

  @Test
  void a_clear_by_a_node_whose_clock_is_behind_covers_a_generation_it_has_not_heard_of() {
    Node a = rig.diskNode(directory);
    Node ahead = ahead(a);

    a.tiers.clear();

    assertThat(ahead.get("k")).isNull();
    assertThat(a.get("k")).isNull();
    assertThat(rig.heapNode().get("k")).isNull();
    a.put("k", "two");
    assertThat(ahead.get("k")).isEqualTo("two");
  }

  @Test
  void it_does_so_when_the_region_is_back() {
    Node a = rig.diskNode(directory);
    Node ahead = ahead(a);
    a.store.planAll(Fault.FAIL);
    a.tiers.clear();
    assertThat(ahead.get("k")).isEqualTo("one");

    a.store.heal();
    rig.beat();

    assertThat(ahead.get("k")).isNull();
    assertThat(rig.heapNode().get("k")).isNull();
    a.put("k", "two");
    assertThat(ahead.get("k")).isEqualTo("two");
  }

  @Test
  void it_does_so_though_the_other_generation_is_told_of_before_the_region_is_back() {
    Node a = rig.heapNode();
    Node ahead = ahead(a);
    a.store.planAll(Fault.FAIL);
    a.tiers.clear();
    a.store.heal(Operation.RECEIVE);
    ahead.put("more", "one");
    ahead.tiers.clear();
    ahead.put("k", "one");

    a.store.heal();
    rig.beat();

    assertThat(ahead.get("k")).isNull();
    a.put("k", "two");
    assertThat(ahead.get("k")).isEqualTo("two");
  }

  @Test
  void a_region_that_always_has_another_generation_has_failed() {
    RegionRig.Spec spec = rig.spec();
    spec.onFailure = OnFailure.FAIL;
    spec.around = RegionClearTest::evasive;
    Node a = spec.open();

    assertThatThrownBy(() -> a.tiers.clear())
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("others began a generation each of the 8 times");
    assertThat(a.store.calls(Operation.START_GENERATION)).isEqualTo(8);
  }

  private static RegionStore evasive(RegionStore store) {
    return (RegionStore)
        Proxy.newProxyInstance(
            RegionClearTest.class.getClassLoader(),
            new Class<?>[] {RegionStore.class},
            (proxy, method, arguments) ->
                method.getName().equals("startGeneration")
                    ? CompletableFuture.completedFuture((long) arguments[0] + 1)
                    : method.invoke(store, arguments));
  }
}
