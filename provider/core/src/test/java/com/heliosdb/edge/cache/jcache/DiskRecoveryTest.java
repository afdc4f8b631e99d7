package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.testing.FaultyDiskStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyDiskStore.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cache that is in use before its disk has been read. */
@Timeout(60)
class DiskRecoveryTest {
  @TempDir Path scratch;

  private Path root;

  @BeforeEach
  void fill() throws IOException {
    root = Files.createDirectory(scratch.resolve("one"));
    try (FaultyNode node = new FaultyNode(root)) {
      node.put("old", 0, 100);
    }
  }

  /** A node whose disk does not open; returns at all because a start does not wait for it. */
  private FaultyNode opening() {
    return new FaultyNode(root, disk -> disk.plan(Operation.OPEN_SLICE, Fault.HANG));
  }

  private static void change(FaultyNode node) {
    node.put("new", 0, 40);
    for (int i = 40; i < 50; i++) {
      assertThat(node.cache.remove("key" + i)).isFalse();
    }
  }

  @Test
  void a_small_store_is_warm_from_the_first_request() {
    try (FaultyNode node = new FaultyNode(root)) {
      assertThat(node.cache.get("key0")).isEqualTo("old0");
    }
  }

  @Test
  void a_cache_is_used_while_its_disk_is_opened_and_its_writes_win() throws Exception {
    try (FaultyNode node = opening()) {
      node.assertAbsent(0, 100);
      change(node);
      node.assertValues("new", 0, 40);
      assertThat(node.cache.tierOf("key0")).contains(Tier.HEAP);

      node.disk().heal();
      FaultyNode.awaitRecovery();
      node.assertValues("new", 0, 40);
      node.assertAbsent(40, 50);
      node.assertValues("old", 50, 100);
      assertThat(node.cache.tierOf("key50")).contains(Tier.DISK);
    }
    try (FaultyNode node = new FaultyNode(root)) {
      node.assertValues("new", 0, 40);
      node.assertAbsent(40, 50);
      node.assertValues("old", 50, 100);
    }
  }

  @Test
  void a_process_killed_before_its_disk_was_opened_leaves_nothing_old() throws Exception {
    Path killed = Files.createDirectory(scratch.resolve("two"));
    try (FaultyNode node = opening()) {
      change(node);
      FaultyNode.copy(root, killed);
      node.disk().heal();
    }
    try (FaultyNode node = new FaultyNode(killed)) {
      FaultyNode.awaitRecovery();
      node.assertValuesOrAbsent("new", 0, 40);
      node.assertAbsent(40, 50);
      node.assertValuesOrAbsent("old", 50, 100);
      node.put("next", 0, 100);
    }
    try (FaultyNode node = new FaultyNode(killed)) {
      node.assertValues("next", 0, 100);
    }
  }

  @Test
  void a_cache_cleared_while_its_disk_is_opened_stays_cleared() throws Exception {
    Path killed = Files.createDirectory(scratch.resolve("two"));
    try (FaultyNode node = opening()) {
      node.cache.clear();
      FaultyNode.copy(root, killed);
      node.put("new", 0, 10);
      node.disk().heal();
      FaultyNode.awaitRecovery();
      node.assertValues("new", 0, 10);
      node.assertAbsent(10, 100);
    }
    for (Path directory : new Path[] {root, killed}) {
      try (FaultyNode node = new FaultyNode(directory)) {
        FaultyNode.awaitRecovery();
        node.assertAbsent(10, 100);
      }
    }
  }

  @Test
  void a_slice_with_too_many_changes_to_remember_is_emptied() throws Exception {
    int changes = 5 * (1 << 15);
    try (FaultyNode node = opening()) {
      for (int i = 100; i < changes; i++) {
        node.cache.remove("key" + i);
      }
      node.put("new", 0, 40);
      node.disk().heal();
      FaultyNode.awaitRecovery();
      node.assertValues("new", 0, 40);
      node.assertAbsent(40, 100);
      node.put("next", 0, 100);
    }
    try (FaultyNode node = new FaultyNode(root)) {
      node.assertValues("next", 0, 100);
    }
  }
}
