package com.heliosdb.edge.cache.testing;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** A region that does not broadcast, asked through a faulty store without a fault, on threads. */
class SilentInMemoryRegionTest extends RegionStoreContractTest {
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final Map<String, InMemoryRegion> regions = new ConcurrentHashMap<>();

  @Override
  protected RegionStore open(String region, String cache) {
    return new FaultyRegionStore(region(region).open(cache));
  }

  @Override
  protected void overwrite(
      String region, String cache, long generation, RegionKey key, byte[] bytes) {
    region(region).overwrite(cache, generation, key, bytes);
  }

  @Override
  protected long held(String region, String cache, long generation) {
    return region(region).size(cache, generation);
  }

  private InMemoryRegion region(String name) {
    return regions.computeIfAbsent(
        name, x -> new InMemoryRegion(System::currentTimeMillis, executor, false));
  }

  @AfterEach
  void end() {
    executor.shutdown();
  }
}
