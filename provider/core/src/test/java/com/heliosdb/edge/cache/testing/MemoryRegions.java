package com.heliosdb.edge.cache.testing;

import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Opens stores of in-memory regions that a test has made: {@code region.store = memory}, and {@code
 * region.memory.id} says which one.
 */
public final class MemoryRegions implements RegionStoreProvider {
  private static final Map<String, Maker> REGIONS = new ConcurrentHashMap<>();

  /** Makes the store of a cache. */
  @FunctionalInterface
  public interface Maker {
    /** The store of this cache. */
    RegionStore open(String cache);
  }

  /** For the service loader. */
  public MemoryRegions() {}

  /** Has the stores of a region made like this, until it is removed. */
  public static void add(String id, Maker maker) {
    REGIONS.put(id, maker);
  }

  /** Forgets a region. */
  public static void remove(String id) {
    REGIONS.remove(id);
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Duration deadline() {
    return Duration.ofSeconds(5);
  }

  @Override
  public RegionStore open(Context context) {
    String id =
        context.options().text("id", "that of a region", Pattern.compile(".+")).orElseThrow();
    context.options().refuseUnknown();
    return REGIONS.get(id).open(context.cache());
  }
}
