package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import com.heliosdb.edge.cache.testing.InMemoryRegion;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.testing.MemoryRegions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cache that is destroyed and created again while its region gives no answers. */
@Timeout(60)
class RegionRecreateTest {
  private static final String NAME = "orders";

  @TempDir private Path directory;
  private final ManualTimeSource clock = new ManualTimeSource();
  private final InMemoryRegion region = new InMemoryRegion(clock::millis);
  private Consumer<FaultyRegionStore> faults = opened -> {};
  private FaultyRegionStore store;
  private RegionNode<String> other;
  private RegionNode<String> node;
  private EdgeCache<String, String> cache;

  @BeforeEach
  void open() {
    MemoryRegions.add(directory + "/other", region::open);
    MemoryRegions.add(directory + "/node", this::faulty);
    other = node("other", configuration -> {});
  }

  @AfterEach
  void close() {
    node.close();
    other.close();
    MemoryRegions.remove(directory + "/other");
    MemoryRegions.remove(directory + "/node");
  }

  private RegionStore faulty(String name) {
    store = new FaultyRegionStore(region.open(name));
    faults.accept(store);
    return store;
  }

  private RegionNode<String> node(
      String id, Consumer<EdgeCacheConfiguration<String, String>> adding) {
    EdgeCacheConfiguration<String, String> configuration = new EdgeCacheConfiguration<>();
    // What cannot tell its generation is not left alone while all else works.
    configuration.set("region.breaker.failure-rate", "1");
    adding.accept(configuration);
    return new RegionNode<>(NAME, directory + "/" + id, clock.millis(), configuration);
  }

  private void open(Consumer<EdgeCacheConfiguration<String, String>> adding) {
    node = node("node", adding);
    node.cache.put("old", "1");
  }

  private void openHeap() {
    open(configuration -> {});
  }

  private void destroy() {
    node.cache.getCacheManager().destroyCache(NAME);
  }

  /** Creates the cache again, over a store that has these faults from the beginning. */
  @SuppressWarnings("unchecked") // of the types it is made for
  private void create(Consumer<FaultyRegionStore> planned) {
    faults = planned;
    // Within one millisecond it would be a matter of luck which came first.
    node.time.advance(Duration.ofMillis(1));
    EdgeCacheConfiguration<String, String> configuration =
        new EdgeCacheConfiguration<>(node.cache.getConfiguration(EdgeCacheConfiguration.class));
    cache = node.cache.getCacheManager().createCache(NAME, configuration).unwrap(EdgeCache.class);
    SpecCache.awaitRecovery(NAME);
  }

  /** Nothing is known of the generation, while all else works. */
  private static void withoutGeneration(FaultyRegionStore store) {
    store.plan(Operation.GENERATION, Fault.FAIL);
  }

  private static void away(FaultyRegionStore store) {
    store.planAll(Fault.FAIL);
    store.heal(Operation.SUBSCRIBE);
    // The other node tells its generation with each sign of life.
    store.plan(Operation.RECEIVE, Fault.LOSE);
  }

  /** Has the cache ask for the generation, which it does before it reads. */
  private void learn() {
    store.heal();
    do {
      // Until its store is no longer left alone.
      node.time.advance(Duration.ofSeconds(1));
      // Again: it may have to hear of the generation first.
      other.cache.put("there", "2");
    } while (!"2".equals(cache.get("there")));
    // It makes up for what the region lacks a moment after that answered.
    node.time.advance(Duration.ofSeconds(1));
  }

  private void checkWhatBecomesOfIt() {
    learn();
    assertThat(cache.get("k")).isEqualTo("1");
    while (!"1".equals(other.cache.get("k"))) {
      Thread.onSpinWait();
    }
    assertThat(cache.get("old")).isNull();
  }

  @Test
  void what_is_put_before_the_region_tells_its_generation_belongs_to_it() {
    openHeap();
    destroy();
    create(RegionRecreateTest::withoutGeneration);

    cache.put("k", "1");

    assertThat(cache.get("k")).isEqualTo("1");
    checkWhatBecomesOfIt();
  }

  @Test
  void the_same_with_a_disk() {
    open(configuration -> RegionNode.addDisk(configuration, directory.resolve("l2")));
    destroy();
    create(RegionRecreateTest::withoutGeneration);

    cache.put("k", "1");

    checkWhatBecomesOfIt();
  }

  @Test
  void what_is_put_while_the_region_is_away_reaches_it_when_it_is_back() {
    openHeap();
    destroy();
    create(RegionRecreateTest::away);

    cache.put("k", "1");

    assertThat(cache.get("k")).isEqualTo("1");
    assertThat(other.cache.get("k")).isNull();
    checkWhatBecomesOfIt();
  }
}
