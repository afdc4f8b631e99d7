package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.SystemTimeSource;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.testing.BroadcastingRegionStoreContractTest;
import com.heliosdb.edge.cache.testing.InMemoryRegion;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** Two stores in one, each guarded, on threads: what is promised of any store still holds. */
class GuardedRegionStoreContractTest extends BroadcastingRegionStoreContractTest {
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final SystemTimeSource time = new SystemTimeSource();
  private final Map<String, InMemoryRegion> fronts = new ConcurrentHashMap<>();
  private final Map<String, InMemoryRegion> backs = new ConcurrentHashMap<>();

  @Override
  protected RegionStore open(String region, String cache) {
    return new CompositeRegionStore(
        guarded(region(fronts, region, true).open(cache)),
        guarded(region(backs, region, false).open(cache)));
  }

  private RegionStore guarded(RegionStore store) {
    return new GuardedRegionStore(
        store,
        "memory region",
        new GuardedRegionStore.Limits(Duration.ofSeconds(30), 1_000, 0.5, 20, Duration.ofHours(1)),
        time);
  }

  private InMemoryRegion region(
      Map<String, InMemoryRegion> regions, String name, boolean broadcasts) {
    return regions.computeIfAbsent(
        name, x -> new InMemoryRegion(System::currentTimeMillis, executor, broadcasts));
  }

  @Override
  protected void overwrite(
      String region, String cache, long generation, RegionKey key, byte[] bytes) {
    region(fronts, region, true).overwrite(cache, generation, key, bytes);
    region(backs, region, false).overwrite(cache, generation, key, bytes);
  }

  @Override
  protected long held(String region, String cache, long generation) {
    return Math.max(
        region(fronts, region, true).size(cache, generation),
        region(backs, region, false).size(cache, generation));
  }

  @AfterEach
  void end() {
    executor.shutdown();
    time.close();
  }
}
