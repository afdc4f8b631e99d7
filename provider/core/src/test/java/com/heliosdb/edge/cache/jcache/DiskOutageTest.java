package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.testing.CapturedLog;
import com.heliosdb.edge.cache.testing.FaultyDiskStore;
import com.heliosdb.edge.cache.testing.FaultyDiskStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyDiskStore.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that fails while the cache is in use. */
@Timeout(60)
class DiskOutageTest {
  @TempDir Path root;

  private final CapturedLog log = new CapturedLog();

  @AfterEach
  void stopCapturing() {
    log.close();
  }

  private static void failWrites(FaultyDiskStore disk) {
    disk.plan(Operation.PUT, Fault.FAIL);
    disk.plan(Operation.REMOVE, Fault.FAIL);
  }

  /**
   * Leaves keys 0 to 99 as old on disk, then overwrites 0 to 49 and removes 50 to 69 without it.
   */
  private static void changeWithoutDisk(FaultyNode node) {
    node.put("old", 0, 100);
    failWrites(node.disk());
    node.put("new", 0, 50);
    for (int i = 50; i < 70; i++) {
      node.cache.remove("key" + i);
    }
  }

  @Test
  void a_failing_disk_steps_aside_and_comes_back_by_itself() {
    try (FaultyNode node = new FaultyNode(root)) {
      changeWithoutDisk(node);
      node.assertValues("new", 0, 50);
      node.assertAbsent(50, 70);
      node.assertAbsent(70, 100);
      assertThat(node.cache.tierOf("key0")).contains(Tier.HEAP);
      assertThat(node.faults()).isPositive();
      assertThat(node.cache.tiersAside()).containsExactly(Tier.DISK);
      node.retry();
      node.put("newer", 0, 10);
      node.assertAbsent(70, 100);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("disk tier of cache 'edge' steps aside after a failed write");

      node.disk().heal();
      node.retry();
      assertThat(node.cache.tiersAside()).isEmpty();
      node.assertValues("newer", 0, 10);
      node.assertValues("new", 10, 50);
      node.assertAbsent(50, 70);
      node.assertValues("old", 70, 100);
      assertThat(log.infos()).filteredOn(line -> line.contains("is back")).hasSize(1);
      node.put("late", 100, 110);
      assertThat(node.cache.tierOf("key100")).contains(Tier.DISK);
    }
    try (FaultyNode node = new FaultyNode(root)) {
      node.assertValues("newer", 0, 10);
      node.assertValues("new", 10, 50);
      node.assertAbsent(50, 70);
      node.assertValues("old", 70, 100);
      node.assertValues("late", 100, 110);
    }
    assertThat(log.warnings()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAIL", "FAIL_AFTERWARDS"})
  void a_disk_that_does_not_read_answers_misses(Fault fault) {
    try (FaultyNode node = new FaultyNode(root)) {
      node.put("old", 0, 10);
      node.disk().plan(Operation.GET, fault);
      node.assertAbsent(0, 10);
      assertThat(node.cache.iterator()).isExhausted();
      node.put("new", 0, 5);
      node.assertValues("new", 0, 5);
      node.disk().heal();
      node.retry();
      node.assertValues("new", 0, 5);
      node.assertValues("old", 5, 10);
    }
  }

  @Test
  void what_was_written_during_an_outage_outlives_a_close_during_the_outage() {
    try (FaultyNode node = new FaultyNode(root)) {
      changeWithoutDisk(node);
    }
    try (FaultyNode node = new FaultyNode(root)) {
      node.assertValuesOrAbsent("new", 0, 50);
      node.assertAbsent(50, 70);
      node.assertValuesOrAbsent("old", 70, 100);
      node.put("next", 0, 100);
      node.assertValues("next", 0, 100);
      assertThat(node.cache.tierOf("key0")).contains(Tier.DISK);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAIL", "FAIL_AFTERWARDS"})
  void a_disk_that_fails_at_close_loses_entries_but_keeps_no_old_ones(Fault fault) {
    FaultyDiskStore failed;
    try (FaultyNode node = new FaultyNode(root)) {
      changeWithoutDisk(node);
      node.disk().plan(Operation.CLOSE, fault);
      failed = node.disk();
    }
    try (FaultyNode node = new FaultyNode(root)) {
      node.assertValuesOrAbsent("new", 0, 50);
      node.assertAbsent(50, 70);
      node.assertValuesOrAbsent("old", 70, 100);
    } finally {
      closeQuietly(failed);
    }
  }

  private static void closeQuietly(FaultyDiskStore store) {
    store.heal();
    try {
      store.close();
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("closed");
    }
  }

  @Test
  void a_write_that_failed_after_it_was_done_is_not_contradicted() {
    try (FaultyNode node = new FaultyNode(root)) {
      node.put("old", 0, 10);
      node.disk().plan(Operation.PUT, Fault.FAIL_AFTERWARDS);
      node.put("lost", 0, 10);
      node.put("new", 0, 10);
      node.disk().heal();
      node.retry();
      node.assertValues("new", 0, 10);
    }
    try (FaultyNode node = new FaultyNode(root)) {
      node.assertValues("new", 0, 10);
    }
  }

  @Test
  void a_cache_cleared_during_an_outage_stays_cleared() {
    try (FaultyNode node = new FaultyNode(root)) {
      node.put("old", 0, 50);
      node.disk().planAll(Fault.FAIL);
      node.put("aside", 0, 1);
      node.cache.clear();
      node.put("new", 0, 10);
      node.disk().heal();
      node.retry();
      node.assertValues("new", 0, 10);
      node.assertAbsent(10, 50);
    }
    try (FaultyNode node = new FaultyNode(root)) {
      node.assertValues("new", 0, 10);
      node.assertAbsent(10, 50);
    }
  }

  @Test
  void a_clear_that_meets_the_fault_clears_all_the_same() {
    try (FaultyNode node = new FaultyNode(root)) {
      node.put("old", 0, 50);
      node.disk().plan(Operation.CLEAR, Fault.FAIL);
      assertThatThrownBy(node.cache::clear)
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("clear again");
      node.assertAbsent(0, 50);
      node.disk().heal();
      node.retry();
      node.assertAbsent(0, 50);
    }
    try (FaultyNode node = new FaultyNode(root)) {
      node.assertAbsent(0, 50);
    }
  }

  @Test
  void old_records_stay_away_even_if_nothing_can_be_noted_on_the_disk() throws IOException {
    List<Path> obstacles = new ArrayList<>();
    try (FaultyNode node = new FaultyNode(root)) {
      Path directory = FaultyNode.directory(root);
      node.put("old", 0, 100);
      for (int slice = 0; slice < 4; slice++) {
        obstacles.add(inTheWay(directory.resolve("slice-" + slice + ".stale.draft")));
        obstacles.add(inTheWay(directory.resolve("slice-" + slice + ".index")));
      }
      failWrites(node.disk());
      node.put("new", 0, 50);
    }
    for (Path obstacle : obstacles) {
      Files.delete(obstacle);
    }
    try (FaultyNode node = new FaultyNode(root)) {
      node.assertValuesOrAbsent("new", 0, 50);
      node.assertValuesOrAbsent("old", 50, 100);
      node.put("next", 0, 100);
      node.assertValues("next", 0, 100);
    }
  }

  /** A directory where a file is to be written. */
  private static Path inTheWay(Path file) throws IOException {
    return Files.createDirectory(file);
  }

  @Test
  void slices_that_could_not_be_opened_come_back_by_themselves() throws Exception {
    try (FaultyNode node = new FaultyNode(root)) {
      node.put("old", 0, 100);
    }
    try (FaultyNode node =
        new FaultyNode(root, disk -> disk.plan(Operation.OPEN_SLICE, Fault.FAIL))) {
      node.assertAbsent(0, 100);
      node.put("new", 0, 50);
      node.retry();
      node.assertValues("new", 0, 50);
      assertThat(log.warnings()).hasSize(1);
      // The attempt under way still fails, or meets the store healed.
      FaultyNode.awaitRecovery();
      node.disk().heal();
      node.retry();
      FaultyNode.awaitRecovery();
      node.retry();
      FaultyNode.awaitRecovery();
      node.assertValues("new", 0, 50);
      node.assertValues("old", 50, 100);
      node.put("next", 0, 10);
      node.cache.put("fresh", "fresh");
      assertThat(node.cache.tierOf("fresh")).contains(Tier.DISK);
    }
    try (FaultyNode node = new FaultyNode(root)) {
      node.assertValues("next", 0, 10);
      node.assertValues("new", 10, 50);
      node.assertValues("old", 50, 100);
    }
  }

  @Test
  void slices_that_cannot_be_opened_until_close_leave_nothing_old() {
    FaultyDiskStore closed;
    try (FaultyNode node = new FaultyNode(root)) {
      node.put("old", 0, 100);
    }
    try (FaultyNode node =
        new FaultyNode(root, disk -> disk.plan(Operation.OPEN_SLICE, Fault.FAIL))) {
      node.put("new", 0, 50);
      closed = node.disk();
    }
    assertThat(closed.calls(Operation.CLOSE)).isPositive();
    try (FaultyNode node = new FaultyNode(root)) {
      node.assertValuesOrAbsent("new", 0, 50);
      node.assertValuesOrAbsent("old", 50, 100);
      node.put("next", 0, 100);
      assertThat(node.cache.tierOf("key0")).contains(Tier.DISK);
    }
  }

  @Test
  void a_read_that_hangs_holds_up_nobody_else() throws Exception {
    try (FaultyNode node = warm()) {
      node.disk().plan(Operation.GET, Fault.HANG);
      FutureTask<String> read = new FutureTask<>(() -> node.cache.get("key15"));
      new Thread(read, "reader of a disk that hangs").start();
      node.disk().awaitHanging();
      node.assertValues("old", 0, 10);
      node.put("new", 0, 15);
      node.assertValues("new", 0, 10);
      node.cache.put("key15", "new15");
      node.disk().heal();
      assertThat(read.get()).isIn("old15", "new15");
      node.assertValues("new", 0, 16);
    }
  }

  @Test
  void a_write_that_hangs_holds_up_no_heap_hit() throws Exception {
    try (FaultyNode node = warm()) {
      node.disk().plan(Operation.PUT, Fault.HANG);
      FutureTask<Void> write = new FutureTask<>(() -> node.cache.put("key15", "new15"), null);
      new Thread(write, "writer to a disk that hangs").start();
      node.disk().awaitHanging();
      node.assertValues("old", 0, 10);
      node.disk().heal();
      write.get();
      assertThat(node.cache.get("key15")).isEqualTo("new15");
    }
  }

  /** A node with 20 entries, of which 0 to 9 are on the heap. */
  private FaultyNode warm() {
    FaultyNode node = new FaultyNode(root);
    node.put("old", 0, 20);
    for (int i = 0; i < 20; i++) {
      node.assertValues("old", 0, 10);
    }
    assertThat(node.cache.tierOf("key5")).contains(Tier.HEAP);
    assertThat(node.cache.tierOf("key15")).contains(Tier.DISK);
    return node;
  }
}
