package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.testing.FaultyRegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.tier.RegionRig.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A node whose process ends in the middle of everything while the region lacks some of its writes,
 * and what the next one on a copy of its disk makes of that.
 */
class RegionKillTest {
  private static final String LIST = "region-behind";
  private static final int MORE_THAN_ARE_LISTED = (1 << 14) + 1;

  @TempDir private Path directory;
  private final RegionRig rig = new RegionRig();
  private final KeptDiskStore disk = new KeptDiskStore();
  private int runs;
  private Node other;
  private long before; // the generation when writes were behind first

  @BeforeEach
  void open() {
    other = rig.heapNode();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  // ---------------------------------------------------------------- what is known is made up for

  @Test
  void what_was_behind_is_made_up_for_and_nothing_else_is_void() throws Exception {
    Node node = firstWithWritesBehind();

    Node again = restart(node);

    assertThat(generation(other)).as("no new generation").isEqualTo(before);
    assertThat(again.tierOf("same")).isEqualTo(Tier.DISK);
    assertThat(again.get("same")).isEqualTo("one");
    assertThat(again.get("k")).isEqualTo("two");
    assertThat(again.get("gone")).isNull();
    for (Node each : new Node[] {other, rig.heapNode()}) {
      assertThat(each.get("same")).isEqualTo("one");
      assertThat(each.get("k")).isEqualTo("two");
      assertThat(each.get("gone")).isNull();
    }
    assertThat(again.counters().rejections.sum()).isZero();
    assertThat(last().resolve(LIST)).doesNotExist();
    assertThat(new RegionMemory(last().resolve("region")).behind())
        .isEqualTo(RegionMemory.Behind.NOTHING);
  }

  @Test
  void so_it_is_by_a_process_that_starts_after_one_that_found_the_region_away() throws Exception {
    Node node = firstWithWritesBehind();

    Node away = restart(node, disk.copy(), RegionKillTest::failAll);
    assertThat(away.get("same")).isEqualTo("one");
    assertThat(away.get("k")).isEqualTo("two");
    assertThat(away.get("gone")).isNull();
    away.put("another", "three");
    Node again = restart(away, disk.copy(), store -> {});

    assertThat(generation(other)).isEqualTo(before);
    assertThat(other.get("k")).isEqualTo("two");
    assertThat(other.get("gone")).isNull();
    assertThat(other.get("another")).as("removed, since no disk kept it").isNull();
    assertThat(again.get("same")).isEqualTo("one");
  }

  @Test
  void a_clean_end_keeps_what_is_behind_too() throws Exception {
    Node node = firstWithWritesBehind();

    failAll(node.store);
    node.close();
    Node again = restart(node);

    assertThat(generation(other)).isEqualTo(before);
    assertThat(again.get("same")).isEqualTo("one");
    assertThat(other.get("k")).isEqualTo("two");
    assertThat(other.get("gone")).isNull();
  }

  @Test
  void a_key_whose_copy_was_lost_with_the_process_is_removed_from_the_region() throws Exception {
    Node node = firstWithWritesBehind();

    restart(node, new KeptDiskStore(), store -> {});

    assertThat(other.get("k")).as("nobody has what was acknowledged, and it is not older").isNull();
    assertThat(other.get("same")).isEqualTo("one");
  }

  @Test
  void what_the_region_had_taken_all_the_same_stays_there() throws Exception {
    Node node = first();
    node.store.plan(Operation.PUT, Fault.FAIL_AFTERWARDS);
    node.put("k", "one");

    restart(node, new KeptDiskStore(), store -> {});

    assertThat(rig.heapNode().get("k")).isEqualTo("one");
  }

  @Test
  void a_later_write_that_the_region_has_is_left_alone() throws Exception {
    Node node = first();
    node.store.plan(Operation.PUT, Fault.FAIL, 0, 1);
    node.put("k", "one");
    node.put("k", "two");

    Node again = restart(node);

    assertThat(again.get("k")).isEqualTo("two");
    assertThat(rig.heapNode().get("k")).isEqualTo("two");
  }

  @Test
  void what_others_wrote_meanwhile_is_left_alone() throws Exception {
    Node node = firstWithWritesBehind();
    rig.time.advanceMillis(1);
    other.put("k", "three");
    other.put("gone", "three");

    Node again = restart(node);

    for (Node each : new Node[] {again, other, rig.heapNode()}) {
      assertThat(each.get("k")).isEqualTo("three");
      assertThat(each.get("gone")).isEqualTo("three");
    }
  }

  @Test
  void as_long_as_the_disk_is_not_read_a_value_is_not_taken_for_lost() throws Exception {
    Node node = firstWithWritesBehind();
    CountDownLatch readable = new CountDownLatch(1);

    Node again = restart(node, disk.copy(readable), store -> {});
    again.store.plan(Operation.PUT, Fault.FAIL, 0, 1);
    again.put("written since", "one");
    rig.beat();
    assertThat(other.get("written since")).as("need not wait for the disk").isEqualTo("one");
    assertThat(again.get("k")).as("nothing is known of it yet").isNull();
    readable.countDown();
    awaitRecovery();
    rig.beat();

    assertThat(other.get("k")).isEqualTo("two");
    assertThat(again.get("k")).isEqualTo("two");
  }

  // ---------------------------------------------------------------- what is not known

  /** Ways for a list to be worth nothing. */
  enum Unusable {
    MISSING,
    EMPTY,
    OF_ANOTHER_BOOT,
    CUT_SHORT,
    DAMAGED
  }

  private static byte[] made(Unusable what, byte[] bytes) {
    return switch (what) {
      case MISSING -> null;
      case EMPTY -> new byte[0];
      case OF_ANOTHER_BOOT -> {
        BehindFile.Contents contents = BehindFile.Contents.parse(bytes);
        yield new BehindFile.Contents(false, new UUID(1, 2), contents.writes()).toBytes();
      }
      case CUT_SHORT -> Arrays.copyOf(bytes, bytes.length - 3);
      case DAMAGED -> {
        bytes[bytes.length - 5] ^= 1;
        yield bytes;
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void without_a_list_that_can_be_believed_everything_is_made_void(Unusable list)
      throws IOException {
    Node node = firstWithWritesBehind();
    node.cutOff();
    Path file = last().resolve(LIST);
    byte[] bytes = made(list, Files.readAllBytes(file));
    if (bytes == null) {
      Files.delete(file);
    } else {
      Files.write(file, bytes);
    }

    Node again = restart(node);

    assertThat(generation(other)).isGreaterThan(before);
    for (String key : new String[] {"same", "k", "gone"}) {
      assertThat(again.get(key)).isNull();
      assertThat(other.get(key)).isNull();
    }
  }

  @Test
  void so_it_is_if_more_was_behind_than_is_listed() throws Exception {
    Node node = firstWithWritesBehind();
    failAll(node.store);
    for (int i = 0; i < MORE_THAN_ARE_LISTED; i++) {
      node.put("k" + i, "v");
    }
    assertThat(last().resolve(LIST)).doesNotExist();

    Node again = restart(node);

    assertThat(generation(other)).isGreaterThan(before);
    assertThat(again.get("same")).isNull();
    assertThat(other.get("same")).isNull();
  }

  @Test
  void so_it_is_if_the_cache_was_cleared_while_the_region_was_away() throws Exception {
    Node node = firstWithWritesBehind();
    failAll(node.store);
    node.tiers.clear();
    node.put("k", "three");

    restart(node);

    assertThat(generation(other)).isGreaterThan(before);
    for (String key : new String[] {"same", "k", "gone"}) {
      assertThat(other.get(key)).isNull();
    }
  }

  @Test
  void a_mark_of_an_earlier_release_means_that_anything_may_be_behind() throws Exception {
    Node node = firstWithWritesBehind();
    node.cutOff();
    new RegionMemory(last().resolve("region")).behind(RegionMemory.Behind.ANYTHING);

    restart(node);

    assertThat(generation(other)).isGreaterThan(before);
    assertThat(last().resolve(LIST)).doesNotExist();
  }

  // ---------------------------------------------------------------- what is void anyway

  @Test
  void after_a_clear_by_another_node_nothing_is_behind() throws Exception {
    Node node = firstWithWritesBehind();
    node.cutOff();
    other.tiers.clear();
    other.put("k", "three");
    other.put("gone", "three");

    Node again = restart(node);

    assertThat(again.get("same")).isNull();
    for (Node each : new Node[] {again, other, rig.heapNode()}) {
      assertThat(each.get("k")).isEqualTo("three");
      assertThat(each.get("gone")).isEqualTo("three");
    }
  }

  @Test
  void nor_if_the_clock_of_that_node_is_behind() throws Exception {
    RegionRig.Spec fast = fast();
    Node node = fast.open();
    node.store.plan(Operation.PUT, Fault.FAIL);
    node.store.plan(Operation.PUBLISH, Fault.LOSE);
    node.put("k", "one");
    node.cutOff();
    other.tiers.clear();
    other.put("k", "two");

    Node again = restart(node);

    assertThat(again.get("k")).isEqualTo("two");
    assertThat(rig.heapNode().get("k")).isEqualTo("two");
  }

  @Test
  void nor_for_a_node_that_hears_of_the_clear_as_it_happens() throws IOException {
    RegionRig.Spec fast = fast();
    Node node = fast.open();
    node.store.plan(Operation.PUT, Fault.FAIL);
    node.store.plan(Operation.PUBLISH, Fault.LOSE);
    node.put("k", "one");
    other.tiers.clear();
    other.put("k", "two");

    node.store.heal();
    fast.clock.advance(Duration.ofSeconds(1));

    assertThat(node.get("k")).isEqualTo("two");
    assertThat(rig.heapNode().get("k")).isEqualTo("two");
  }

  // ---------------------------------------------------------------- nodes and their disks

  private static void failAll(FaultyRegionStore store) {
    store.planAll(Fault.FAIL);
    store.heal(Operation.SUBSCRIBE);
  }

  private Node first() throws IOException {
    return spec(disk).open();
  }

  private RegionRig.Spec fast() throws IOException {
    RegionRig.Spec spec = spec(disk);
    spec.clock = new ManualTimeSource(rig.time.millis() + 3_600_000);
    return spec;
  }

  /** "same" is up to date everywhere; the region and the other node lack what was done since. */
  private Node firstWithWritesBehind() throws IOException {
    Node node = first();
    for (String key : new String[] {"same", "k", "gone"}) {
      node.put(key, "one");
      assertThat(other.get(key)).isEqualTo("one");
    }
    node.store.plan(Operation.PUT, Fault.FAIL);
    node.store.plan(Operation.PUBLISH, Fault.LOSE);
    rig.time.advanceMillis(1);
    node.put("k", "two");
    node.remove("gone");
    assertThat(other.get("k")).isEqualTo("one");
    before = generation(other);
    return node;
  }

  private RegionRig.Spec spec(KeptDiskStore store) throws IOException {
    runs++;
    RegionRig.Spec spec = rig.spec();
    spec.directory = Files.createDirectories(last());
    spec.disk = store;
    return spec;
  }

  private Path last() {
    return directory.resolve("run" + runs);
  }

  private Node restart(Node killed) throws IOException {
    return restart(killed, disk.copy(), store -> {});
  }

  private Node restart(Node killed, KeptDiskStore store, Consumer<FaultyRegionStore> faults)
      throws IOException {
    killed.cutOff();
    rig.time.advanceMillis(1);
    Path from = last();
    RegionRig.Spec spec = spec(store);
    spec.faults = faults;
    for (String name : new String[] {"identity", "region", LIST}) {
      if (Files.exists(from.resolve(name))) {
        Files.copy(from.resolve(name), last().resolve(name));
      }
    }
    return spec.open();
  }

  private static void awaitRecovery() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("edge-cache-recovery-rig")) {
        thread.join();
      }
    }
  }

  private static long generation(Node node) {
    return node.store.generation().toCompletableFuture().join();
  }
}
