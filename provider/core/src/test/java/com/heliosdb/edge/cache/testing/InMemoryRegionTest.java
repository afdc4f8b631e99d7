package com.heliosdb.edge.cache.testing;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class InMemoryRegionTest extends BroadcastingRegionStoreContractTest {
  private final ManualTimeSource time = new ManualTimeSource();
  private final Map<String, InMemoryRegion> regions = new ConcurrentHashMap<>();

  @Override
  protected RegionStore open(String region, String cache) {
    return region(region).open(cache);
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

  @Override
  protected long millis() {
    return time.millis();
  }

  @Override
  protected void pass(Duration step) {
    time.advance(step);
  }

  private InMemoryRegion region(String name) {
    return regions.computeIfAbsent(name, x -> new InMemoryRegion(time::millis));
  }
}
