package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.TierStatistics;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import com.heliosdb.edge.cache.testing.InMemoryRegion;
import com.heliosdb.edge.cache.testing.ManualTimeSource;
import com.heliosdb.edge.cache.testing.MemoryRegions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes of a region. What the store of one of them is asked goes through the guarded store of a
 * cache and is counted; the other one has no faults.
 */
abstract class RegionNodes {
  static final String NAME = "bulk";
  static final int MANY = 100;
  // An eighth of the 256 operations that may be under way.
  static final int WINDOW = 32;
  static final Duration DEADLINE = Duration.ofSeconds(1);

  @TempDir private Path directory;
  final ManualTimeSource clock = new ManualTimeSource();
  final InMemoryRegion region = new InMemoryRegion(clock::millis);
  final SpecOrigin origin = new SpecOrigin();
  final AtomicInteger loads = new AtomicInteger();
  final Questions questions = new Questions();
  // Questions that were put, but do not reach the store.
  long refusedByGuard;
  FaultyRegionStore store;
  RegionNode<Object> other;
  RegionNode<Object> node;

  /** Counts what a store is asked, by key. */
  static final class Questions {
    final Map<String, Integer> byKey = new ConcurrentHashMap<>();
    final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    volatile Consumer<String> before = key -> {};

    RegionStore watch(RegionStore inner) {
      return (RegionStore)
          Proxy.newProxyInstance(
              RegionNodes.class.getClassLoader(),
              new Class<?>[] {RegionStore.class},
              (proxy, method, arguments) ->
                  method.getName().equals("get")
                      ? ask((RegionKey) arguments[1], inner, method, arguments)
                      : call(inner, method, arguments));
    }

    private Object ask(RegionKey key, RegionStore inner, Method method, Object[] arguments)
        throws Throwable {
      String text = new String(key.encoded(), StandardCharsets.UTF_8).replaceAll("\\P{Alnum}", "");
      byKey.merge(text, 1, Integer::sum);
      before.accept(text);
      most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      return ((CompletionStage<?>) call(inner, method, arguments))
          .whenComplete((record, failure) -> underWay.decrementAndGet());
    }

    private static Object call(RegionStore inner, Method method, Object[] arguments)
        throws Throwable {
      try {
        return method.invoke(inner, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    int all() {
      return byKey.values().stream().mapToInt(Integer::intValue).sum();
    }

    void forget() {
      byKey.clear();
    }
  }

  private RegionNode<Object> node(
      String id, Consumer<EdgeCacheConfiguration<String, Object>> adding) {
    EdgeCacheConfiguration<String, Object> configuration = new EdgeCacheConfiguration<>();
    configuration.setTypes(String.class, Object.class);
    configuration.set("region.memory.deadline", DEADLINE.toMillis() + " ms");
    configuration.set("region.heartbeat", "1 d");
    configuration.setStatisticsEnabled(true);
    adding.accept(configuration);
    return new RegionNode<>(NAME, directory + "/" + id, clock.millis(), configuration);
  }

  @BeforeEach
  void open() {
    MemoryRegions.add(directory + "/other", region::open);
    MemoryRegions.add(directory + "/node", this::watched);
    other = node("other", configuration -> {});
  }

  private RegionStore watched(String cache) {
    store = new FaultyRegionStore(region.open(cache));
    return questions.watch(store);
  }

  void open(Consumer<EdgeCacheConfiguration<String, Object>> adding) {
    node = node("node", adding);
    questions.forget();
  }

  void openHeap() {
    open(configuration -> {});
  }

  void openReadThrough() {
    open(this::readThrough);
  }

  void readThrough(EdgeCacheConfiguration<String, Object> configuration) {
    origin.onLoad = key -> "loaded " + loads.incrementAndGet();
    configuration.setReadThrough(true).setCacheLoaderFactory(() -> origin);
  }

  void disk(EdgeCacheConfiguration<String, Object> configuration) {
    RegionNode.addDisk(configuration, directory.resolve("l2"));
  }

  @AfterEach
  void close() {
    checkStatistics();
    node.close();
    other.close();
    MemoryRegions.remove(directory + "/other");
    MemoryRegions.remove(directory + "/node");
  }

  /** Misses of a tier are lookups of the next, and those of the region are sent or not. */
  private void checkStatistics() {
    EdgeCacheStatistics all = node.statistics();
    TierStatistics heap = all.tiers().get(Tier.HEAP);
    TierStatistics disk = all.tiers().get(Tier.DISK);
    TierStatistics last = all.tiers().get(Tier.REGION);
    if (disk != null) {
      assertThat(disk.hits() + disk.misses()).isEqualTo(heap.misses());
    }
    assertThat(last.hits() + last.misses()).isEqualTo((disk == null ? heap : disk).misses());
    assertThat(all.region().lookups())
        .as("lookups that were sent, shared or skipped")
        .isEqualTo(
            store.calls(Operation.GET)
                + refusedByGuard
                + all.region().coalesced()
                + all.region().skipped());
  }

  static Set<String> keys() {
    return keys("k");
  }

  static Set<String> keys(String prefix) {
    Set<String> keys = new LinkedHashSet<>();
    for (int i = 0; i < MANY; i++) {
      keys.add(prefix + i);
    }
    return keys;
  }

  static Map<String, Object> valued(String value) {
    Map<String, Object> all = new LinkedHashMap<>();
    keys().forEach(key -> all.put(key, value));
    return all;
  }

  <T> CompletableFuture<T> whileItHangs(Supplier<T> operation) throws InterruptedException {
    CompletableFuture<T> result = CompletableFuture.supplyAsync(operation);
    for (int i = 0; i < WINDOW; i++) {
      store.awaitHanging();
    }
    return result;
  }

  static <T> T soon(CompletableFuture<T> result) throws Exception {
    return result.get(30, TimeUnit.SECONDS);
  }

  /** Has the node doubt what it holds; that is done by a thread of its own. */
  void castDoubt() {
    long before = store.calls(Operation.GENERATION);
    store.interrupt();
    // It asks for the generation when it has cast doubt.
    while (store.calls(Operation.GENERATION) == before) {
      Thread.onSpinWait();
    }
  }

  /** Waits until the node has heard of all that the other one wrote. */
  void awaitNews() {
    // The last message is counted when those before it have been dealt with.
    other.cache.put("marker", "last");
    awaitNews(other, node);
  }

  /** Waits until the other node has heard of all that the node wrote. */
  void awaitNewsThere() {
    node.cache.put("marker", "mine");
    awaitNews(node, other);
  }

  private static void awaitNews(RegionNode<Object> from, RegionNode<Object> to) {
    long sent = from.statistics().region().invalidationsSent();
    while (to.statistics().region().invalidationsReceived() < sent) {
      Thread.onSpinWait();
    }
  }

  void assertOneQuestionEach() {
    assertThat(questions.byKey.keySet()).containsExactlyInAnyOrderElementsOf(keys());
    assertThat(questions.byKey.values()).containsOnly(1);
  }
}
