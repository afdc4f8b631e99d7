package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.tier.RegionRig.Node;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of writes that meet a generation of which their node has not heard. */
class RegionGenerationTest {
  private static final int MOST_BEHIND = 1 << 14;

  @TempDir private Path directory;
  private RegionRig rig = new RegionRig();

  @AfterEach
  void close() {
    rig.close();
  }

  /** Another node has cleared, and written since. */
  private Node cleared() {
    Node other = rig.heapNode();
    other.tiers.clear();
    other.put("k", "theirs");
    rig.time.advance(Duration.ofMillis(1));
    return other;
  }

  private Node startedWhileAway(Path disk) {
    RegionRig.Spec spec = rig.spec();
    spec.directory = disk;
    spec.faults =
        store -> {
          store.planAll(Fault.FAIL);
          store.heal(Operation.SUBSCRIBE);
        };
    return spec.open();
  }

  private void checkWhatIsPutBeforeTheFirstAnswer(Path disk) {
    Node other = cleared();
    Node node = startedWhileAway(disk);
    node.put("k", "ours");
    assertThat(node.get("k")).isEqualTo("ours");

    node.store.heal();
    rig.beat();

    assertThat(node.get("k")).isEqualTo("ours");
    assertThat(other.get("k")).isEqualTo("ours");
    other.put("k", "theirs again");
    assertThat(node.get("k")).isEqualTo("theirs again");
  }

  @Test
  void what_is_put_before_the_region_first_answers_is_in_it_in_the_end() {
    checkWhatIsPutBeforeTheFirstAnswer(null);
  }

  @Test
  void the_same_with_a_new_disk() {
    checkWhatIsPutBeforeTheFirstAnswer(directory);
  }

  @Test
  void a_clear_before_the_region_first_answers_covers_what_it_has() {
    Node other = cleared();
    Node node = startedWhileAway(null);
    node.tiers.clear();

    node.store.heal();
    rig.beat();

    assertThat(other.get("k")).isNull();
    assertThat(rig.heapNode().get("k")).isNull();
  }

  @Test
  void a_node_that_could_not_ask_at_its_start_asks_before_it_writes() {
    Node other = cleared();
    RegionRig.Spec spec = rig.spec();
    spec.faults = store -> store.plan(Operation.GENERATION, Fault.FAIL, 0, 1);
    Node node = spec.open();

    node.put("k", "ours");

    assertThat(other.get("k")).isEqualTo("ours");
    assertThat(node.get("k")).isEqualTo("ours");
    assertThat(node.counters().rejections.sum()).isZero();
  }

  @Test
  void a_write_that_meets_another_generation_is_written_in_that() {
    rig = new RegionRig(false);
    Node node = rig.heapNode();
    node.put("k", "old");
    node.put("gone", "old");
    Node other = cleared();
    other.put("gone", "theirs");
    rig.time.advance(Duration.ofMillis(1));

    node.put("k", "ours");
    node.remove("gone");

    assertThat(node.get("k")).isEqualTo("ours");
    assertThat(node.get("gone")).isNull();
    Node third = rig.heapNode();
    assertThat(third.get("k")).isEqualTo("ours");
    assertThat(third.get("gone")).isNull();
    assertThat(node.counters().rejections.sum()).isZero();
  }

  @Test
  void an_older_write_does_not_replace_what_was_written_in_that() {
    rig = new RegionRig(false);
    RegionRig.Spec behind = rig.spec();
    behind.clock = new ManualTimeSource(rig.time.millis() - Duration.ofHours(1).toMillis());
    Node node = behind.open();
    node.put("k", "old");
    cleared();

    node.put("k", "ours");

    assertThat(node.get("k")).as("by the clocks the later one").isEqualTo("theirs");
    assertThat(node.counters().rejections.sum()).isEqualTo(1);
  }

  @Test
  void what_was_loaded_before_a_clear_is_not_written_after_it() {
    rig = new RegionRig(false);
    Node other = rig.heapNode();
    RegionRig.Spec spec = rig.spec();
    spec.origin =
        new TierRig.NoOrigin() {
          @Override
          public boolean canLoad() {
            return true;
          }

          @Override
          public boolean readThrough() {
            return true;
          }

          @Override
          public Object load(Object key) {
            other.tiers.clear();
            return "loaded";
          }
        };
    Node node = spec.open();

    assertThat(node.get("k")).isEqualTo("loaded");

    assertThat(rig.heapNode().get("k")).isNull();
    assertThat(node.counters().rejections.sum()).isEqualTo(1);
  }

  @Test
  void a_node_that_waits_for_a_generation_hears_of_writes_in_the_one_before() {
    RegionRig.Spec spec = rig.spec();
    spec.heapEntries = 4 * MOST_BEHIND;
    Node node = spec.open();
    Node other = rig.heapNode();
    other.put("k", "one");
    assertThat(node.get("k")).isEqualTo("one");
    node.store.plan(Operation.PUT, Fault.FAIL);
    node.store.plan(Operation.START_GENERATION, Fault.FAIL);
    for (int i = 0; i <= MOST_BEHIND; i++) {
      node.put("k" + i, "v");
    }
    assertThat(node.get("k")).isEqualTo("one");

    other.put("k", "two");

    assertThat(node.get("k")).as("the region is not asked").isNull();
    node.store.heal();
  }

  @Test
  void of_two_that_put_what_is_absent_one_is_first_though_there_is_no_room_here() {
    RegionRig.Spec spec = rig.spec();
    spec.heapEntries = 1;
    Node node = spec.open();
    boolean[] first = {true};

    Outcome later =
        node.apply(
            "k",
            Mutation.of(
                Mutation.Needs.PRESENCE,
                current -> {
                  if (first[0]) {
                    first[0] = false;
                    node.put("k", "first");
                    for (int i = 0; node.tierOf("k") != null; i++) {
                      node.put("other" + i, "v");
                    }
                  }
                  return current == null ? Change.put("later") : Change.KEEP;
                }));

    assertThat(later.stored()).isFalse();
    assertThat(node.get("k")).isEqualTo("first");
  }
}
