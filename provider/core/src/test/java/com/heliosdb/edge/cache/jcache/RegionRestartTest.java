package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import com.heliosdb.edge.cache.testing.InMemoryRegion;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.testing.MemoryRegions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes of a region through the front; one of them, with a disk, is closed and opened again.
 */
class RegionRestartTest {
  private static final String NAME = "orders";

  @TempDir private Path directory;
  private final ManualTimeSource clock = new ManualTimeSource();
  private final InMemoryRegion region = new InMemoryRegion(clock::millis);
  private boolean down;
  private FaultyRegionStore lastStore;
  private RegionNode<String> other;
  private RegionNode<String> node;

  @BeforeEach
  void open() {
    MemoryRegions.add(directory + "/other", region::open);
    MemoryRegions.add(directory + "/node", this::faulty);
    other = node("other", null);
    node = node("node", directory.resolve("l2"));
  }

  @AfterEach
  void close() {
    node.close();
    other.close();
    MemoryRegions.remove(directory + "/other");
    MemoryRegions.remove(directory + "/node");
  }

  private RegionStore faulty(String cache) {
    lastStore = new FaultyRegionStore(region.open(cache));
    if (down) {
      lastStore.planAll(Fault.FAIL);
      lastStore.heal(Operation.SUBSCRIBE);
    }
    return lastStore;
  }

  private RegionNode<String> node(String id, Path disk) {
    EdgeCacheConfiguration<String, String> configuration = new EdgeCacheConfiguration<>();
    if (disk != null) {
      RegionNode.addDisk(configuration, disk);
    }
    configuration.setStatisticsEnabled(true);
    return new RegionNode<>(NAME, directory + "/" + id, clock.millis(), configuration);
  }

  private long checked() {
    return node.statistics().region().suspectsChecked();
  }

  private void restart(Path disk) {
    node.close();
    node = node("node", disk);
  }

  @Test
  void a_node_serves_its_disk_after_a_restart_and_asks_before_it_does() {
    other.cache.put("same", "1");
    other.cache.put("changed", "1");
    other.cache.put("removed", "1");
    for (String key : new String[] {"same", "changed", "removed"}) {
      assertThat(node.cache.get(key)).isEqualTo("1");
      assertThat(node.cache.tierOf(key)).contains(Tier.DISK);
    }
    node.close();
    other.cache.put("changed", "2");
    other.cache.remove("removed");

    node = node("node", directory.resolve("l2"));

    assertThat(node.cache.tierOf("same")).contains(Tier.DISK);
    assertThat(node.cache.get("same")).isEqualTo("1");
    assertThat(node.statistics().tiers().get(Tier.DISK).hits()).isEqualTo(1);
    assertThat(node.cache.get("changed")).isEqualTo("2");
    assertThat(node.cache.get("removed")).isNull();
    assertThat(checked()).isEqualTo(3);
    node.cache.get("same");
    assertThat(checked()).isEqualTo(3);
  }

  @Test
  void an_iteration_after_a_restart_asks_too() {
    other.cache.put("k", "1");
    node.cache.get("k");
    node.close();
    other.cache.put("k", "2");
    node = node("node", directory.resolve("l2"));

    assertThat(node.cache).allSatisfy(entry -> assertThat(entry.getValue()).isEqualTo("2"));
  }

  @Test
  void a_node_without_its_disk_fills_it_again_on_demand() {
    other.cache.put("k", "1");
    node.cache.get("k");

    restart(directory.resolve("another"));

    assertThat(node.cache.tierOf("k")).isEmpty();
    assertThat(node.cache.get("k")).isEqualTo("1");
    assertThat(node.cache.tierOf("k")).contains(Tier.DISK);
  }

  @Test
  void a_restart_while_the_region_is_away_serves_the_disk() {
    node.cache.put("k", "1");
    down = true;

    restart(directory.resolve("l2"));

    assertThat(node.cache.get("k")).isEqualTo("1");
    assertThat(node.cache.tiersAside()).contains(Tier.REGION);
    for (int i = 0; i < 10; i++) {
      assertThat(node.cache.get("none")).isNull();
    }
    assertThat(node.statistics().region().breaker()).isEqualTo("OPEN");
  }

  @Test
  void a_restart_does_not_prolong_what_may_be_stale() {
    node.cache.put("k", "1");
    node.close();
    down = true;
    clock.advance(Duration.ofMinutes(61));

    node = node("node", directory.resolve("l2"));
    assertThat(node.cache.get("k")).as("region.max-stale is an hour").isNull();

    down = false;
    restart(directory.resolve("l2"));
    assertThat(node.cache.get("k")).isEqualTo("1");
  }

  @Test
  void what_the_region_did_not_take_before_a_restart_is_given_to_it_after_it() {
    for (String key : new String[] {"same", "k", "gone"}) {
      node.cache.put(key, "1");
      assertThat(other.cache.get(key)).isEqualTo("1");
    }
    lastStore.planAll(Fault.FAIL);
    node.cache.put("k", "2");
    node.cache.put("here", "3");
    node.cache.remove("gone");

    restart(directory.resolve("l2"));

    assertThat(node.cache.tierOf("same")).contains(Tier.DISK);
    assertThat(node.cache.get("same")).isEqualTo("1");
    assertThat(node.cache.get("k")).isEqualTo("2");
    assertThat(node.cache.get("gone")).isNull();
    clock.advance(Duration.ofSeconds(1));
    awaitValue(other.cache, "k", "2");
    awaitValue(other.cache, "gone", null);
    assertThat(other.cache.get("here")).isEqualTo("3");
    assertThat(other.cache.get("same")).isEqualTo("1");
  }

  @Test
  void a_clear_that_the_region_did_not_take_before_a_restart_holds_after_it() {
    node.cache.put("k", "1");
    assertThat(other.cache.get("k")).isEqualTo("1");
    lastStore.planAll(Fault.FAIL);
    node.cache.clear();

    restart(directory.resolve("l2"));

    assertThat(node.cache.get("k")).isNull();
    awaitValue(other.cache, "k", null);
    node.cache.put("k", "2");
    assertThat(node.cache.get("k")).isEqualTo("2");
    awaitValue(other.cache, "k", "2");
  }

  @Test
  void a_clear_is_heard_of_at_the_next_start() {
    node.cache.put("k", "1");
    node.close();
    other.cache.clear();

    node = node("node", directory.resolve("l2"));

    assertThat(node.cache.get("k")).isNull();
  }

  @Test
  void a_destroyed_cache_leaves_nothing_in_the_region() {
    node.cache.put("k", "1");
    node.cache.getCacheManager().destroyCache(NAME);
    try (RegionNode<String> again = node("node", directory.resolve("l2"))) {
      assertThat(again.cache.get("k")).isNull();
    }
  }

  @Test
  void two_stores_are_put_one_in_front_of_the_other() {
    MemoryRegions.add("two", region::open);
    EdgeCacheConfiguration<String, String> configuration = new EdgeCacheConfiguration<>();
    configuration.setRegionStore("memory", "memory").set("region.memory.id", "two");
    try (EdgeCachingProvider provider = new EdgeCachingProvider()) {
      Cache<String, String> cache =
          provider
              .getCacheManager(URI.create("test:two"), null)
              .createCache("two of them", configuration);
      cache.put("k", "1");
      assertThat(cache.get("k")).isEqualTo("1");
    } finally {
      MemoryRegions.remove("two");
    }
  }

  @Test
  void an_unknown_store_is_refused_with_the_known_ones() {
    EdgeCacheConfiguration<String, String> configuration = new EdgeCacheConfiguration<>();
    configuration.setRegionStore("nowhere");
    try (EdgeCachingProvider provider = new EdgeCachingProvider()) {
      assertThatThrownBy(
              () ->
                  provider
                      .getCacheManager(URI.create("test:unknown"), null)
                      .createCache(NAME, configuration))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining("region.store must be")
          .hasMessageContaining("memory")
          .hasMessageContaining("nowhere");
    }
  }

  @Test
  void a_cache_by_reference_is_refused() {
    EdgeCacheConfiguration<String, String> configuration = new EdgeCacheConfiguration<>();
    configuration.setRegionStore("memory").setStoreByValue(false);
    try (EdgeCachingProvider provider = new EdgeCachingProvider()) {
      assertThatThrownBy(
              () ->
                  provider
                      .getCacheManager(URI.create("test:reference"), null)
                      .createCache(NAME, configuration))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining("region.enabled was true")
          .hasMessageContaining("by reference");
    }
  }

  private static void awaitValue(EdgeCache<String, String> cache, String key, String value) {
    while (!Objects.equals(value, cache.get(key))) {
      Thread.onSpinWait();
    }
  }
}
