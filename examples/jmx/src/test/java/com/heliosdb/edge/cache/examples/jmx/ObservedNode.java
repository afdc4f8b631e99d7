package com.heliosdb.edge.cache.examples.jmx;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;

/** A node that does a known amount of work, says so, and waits until its input ends. */
final class ObservedNode {
  private ObservedNode() {}

  public static void main(String[] arguments) throws IOException {
    try (CacheManager manager = Caching.getCachingProvider().getCacheManager()) {
      EdgeCacheConfiguration<String, String> tiers = new EdgeCacheConfiguration<>();
      tiers.setStatisticsEnabled(true);
      tiers.setDiskPath(Path.of(arguments[0])).setDiskCapacity(4 << 20);
      work(manager.createCache("tiers", tiers));
      EdgeCacheConfiguration<String, String> heap = new EdgeCacheConfiguration<>();
      heap.setStatisticsEnabled(true);
      manager.createCache("a \"heap\"", heap).put("key", "value");
      System.out.println("ready");
      System.out.flush();
      while (System.in.read() >= 0) {
        // Until the test closes our input.
      }
    }
  }

  private static void work(Cache<String, String> cache) {
    for (int i = 0; i < 20; i++) {
      cache.put("key" + i, "value");
    }
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 4; i++) {
        cache.get("key" + i);
      }
    }
    cache.get("none");
    cache.remove("key19");
  }
}
