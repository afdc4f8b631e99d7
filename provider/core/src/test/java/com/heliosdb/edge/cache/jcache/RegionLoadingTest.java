package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.InMemoryRegion;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.testing.MemoryRegions;
import java.nio.file.Path;
import javax.cache.expiry.CreatedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stale values of a node whose region may have something newer. */
class RegionLoadingTest {
  private static final String NAME = "stale";

  @TempDir private Path directory;
  private final ManualTimeSource clock = new ManualTimeSource();
  private final InMemoryRegion region = new InMemoryRegion(clock::millis);
  private final SpecOrigin origin = new SpecOrigin();
  private FaultyRegionStore store;
  private RegionNode<Object> other;
  private RegionNode<Object> node;

  private RegionNode<Object> node(String id, Path disk) {
    EdgeCacheConfiguration<String, Object> configuration = new EdgeCacheConfiguration<>();
    configuration.setTypes(String.class, Object.class);
    if (disk != null) {
      RegionNode.addDisk(configuration, disk);
    }
    configuration.set("loading.stale-if-error", "1 h");
    configuration.setReadThrough(true).setCacheLoaderFactory(() -> origin);
    configuration.setExpiryPolicyFactory(
        CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_MINUTE));
    return new RegionNode<>(NAME, directory + "/" + id, clock.millis(), configuration);
  }

  @BeforeEach
  void open() {
    MemoryRegions.add(directory + "/other", region::open);
    MemoryRegions.add(directory + "/node", this::faulty);
    other = node("other", null);
    node = node("node", directory.resolve("l2"));
    other.cache.put("k", "1");
    assertThat(node.cache.get("k")).isEqualTo("1");
    origin.onLoad =
        key -> {
          throw new IllegalStateException("as planned");
        };
  }

  @AfterEach
  void close() {
    node.close();
    other.close();
    MemoryRegions.remove(directory + "/other");
    MemoryRegions.remove(directory + "/node");
  }

  private RegionStore faulty(String cache) {
    store = new FaultyRegionStore(region.open(cache));
    return store;
  }

  /** Starts the node again, a minute later, when its entry has expired. */
  private void restartAMinuteLater(Runnable meanwhile) {
    node.close();
    clock.advance(java.time.Duration.ofMinutes(1));
    other.close();
    other = node("other", null);
    meanwhile.run();
    node = node("node", directory.resolve("l2"));
  }

  @Test
  void a_stale_value_is_served_if_the_region_has_none() {
    restartAMinuteLater(() -> {});

    assertThat(node.cache.get("k")).isEqualTo("1");
  }

  @Test
  void a_stale_value_is_served_while_the_region_is_away() {
    restartAMinuteLater(() -> {});
    store.planAll(Fault.FAIL);

    assertThat(node.cache.get("k")).isEqualTo("1");
  }

  @Test
  void what_is_fresh_in_the_region_is_served_instead() {
    restartAMinuteLater(() -> other.cache.put("k", "2"));

    assertThat(node.cache.get("k")).isEqualTo("2");
    assertThat(node.statistics().loading().staleServed()).isZero();
  }

  @Test
  void what_another_node_has_removed_is_not_served_again() {
    origin.onLoad = key -> "loaded";
    restartAMinuteLater(() -> other.cache.remove("k"));

    assertThat(node.cache.get("k")).isEqualTo("loaded");
    origin.onLoad = key -> null;
    assertThat(node.statistics().loading().staleServed()).isZero();
  }
}
