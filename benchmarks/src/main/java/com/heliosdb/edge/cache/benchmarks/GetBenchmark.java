package com.heliosdb.edge.cache.benchmarks;

import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A hit on the heap. */
@State(Scope.Benchmark)
public class GetBenchmark {
  private Cache<String, String> cache;

  /** Fills the cache. */
  @Setup
  public void open() {
    cache =
        Caching.getCachingProvider("com.heliosdb.edge.cache.jcache.EdgeCachingProvider")
            .getCacheManager()
            .createCache("get", new MutableConfiguration<String, String>());
    cache.put("key", "value");
  }

  /**
   * Gets one key.
   *
   * @return its value
   */
  @Benchmark
  public String get() {
    return cache.get("key");
  }
}
