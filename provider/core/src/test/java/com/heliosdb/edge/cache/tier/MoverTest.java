package com.heliosdb.edge.cache.tier;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.testing.InMemoryDiskStore;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.tier.Mutation.Needs;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoverTest {
  @TempDir Path directory;
  private final ManualTimeSource time = new ManualTimeSource();
  private TierHierarchy hierarchy;

  @BeforeEach
  void open() {
    hierarchy = TierRig.open(directory, TierRig.of(new InMemoryDiskStore(4)), 4, 5, time);
  }

  @AfterEach
  void close() {
    hierarchy.close();
  }

  @Test
  void an_entry_starts_on_disk_and_moves_up_at_the_fifth_access_the_write_being_the_first() {
    put("k", 1L);
    for (int read = 2; read <= 4; read++) {
      assertThat(hierarchy.get("k")).isEqualTo(1L);
      assertThat(hierarchy.tierOf("k")).isEqualTo(Tier.DISK);
    }
    assertThat(hierarchy.get("k")).isEqualTo(1L);
    assertThat(hierarchy.tierOf("k")).isEqualTo(Tier.HEAP);
  }

  @Test
  void a_promotion_does_nothing_once_its_version_was_replaced() {
    put("k", 1L);
    Current old = Objects.requireNonNull(hierarchy.lookup().current(new KeyRef("k"), Needs.VALUE));
    put("k", 2L);
    assertThat(hierarchy.mover().promote(old)).isFalse();
    assertThat(hierarchy.get("k")).isEqualTo(2L);
  }

  @Test
  void a_full_heap_leaves_its_coldest_entries_to_the_disk() {
    for (int key = 0; key < 10; key++) {
      put("k" + key, (long) key);
      hierarchy.mover().promote("k" + key);
    }
    assertThat(hierarchy.heapView().entries().getAsLong()).isEqualTo(4);
    assertThat(hierarchy.heapView().counters().demotions.sum()).isEqualTo(6);
    assertThat(hierarchy.heapView().counters().evictions.sum()).isZero();
    for (int key = 0; key < 10; key++) {
      assertThat(hierarchy.get("k" + key)).isEqualTo((long) key);
    }
  }

  @Test
  void a_demoted_entry_has_to_earn_its_place_again() {
    put("k", 1L);
    assertThat(hierarchy.mover().promote("k")).isTrue();
    assertThat(hierarchy.mover().demote("k")).isTrue();
    assertThat(hierarchy.tierOf("k")).isEqualTo(Tier.DISK);
    assertThat(hierarchy.get("k")).isEqualTo(1L);
    assertThat(hierarchy.tierOf("k")).isEqualTo(Tier.DISK);
  }

  private void put(String key, Long value) {
    hierarchy.apply(key, Mutation.of(Needs.NOTHING, old -> Change.put(value)));
  }
}
