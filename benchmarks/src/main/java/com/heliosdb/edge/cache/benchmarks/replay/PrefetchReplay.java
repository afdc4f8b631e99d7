package com.heliosdb.edge.cache.benchmarks.replay;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.jcache.EdgeCachingProvider;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.PrefetchStatistics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.integration.CacheLoader;

/**
 * Replays a trace through a cache that reads through and whose entries expire, with prefetching or
 * without. There is room for all keys: what is missed has expired, or was never asked for. One
 * thread, in virtual time; a load takes no time, and is charged for in the mean.
 */
final class PrefetchReplay {
  private static final long START_MILLIS = 1_767_225_600_000L;

  private PrefetchReplay() {}

  /** What came of it. */
  record Result(long requests, long hits, long loads, PrefetchStatistics prefetch) {
    /** The mean time of a request in milliseconds. */
    double meanMillis(Latencies latencies) {
      long misses = requests - hits;
      return (hits * latencies.diskMillis() + misses * latencies.originMillis()) / requests;
    }
  }

  /** Replays with these settings, keys relative to the prefix. */
  static Result run(Trace trace, long ttlMillis, Map<String, String> settings) {
    VirtualTime time = new VirtualTime(START_MILLIS);
    AtomicLong loads = new AtomicLong();
    try (EdgeCachingProvider provider = new EdgeCachingProvider(() -> time)) {
      CacheManager manager = provider.getCacheManager();
      EdgeCacheConfiguration<Long, Long> configuration = new EdgeCacheConfiguration<>();
      settings.forEach(configuration::set);
      configuration
          .set("heap.max-entries", Integer.toString(2 * trace.uniqueKeys()))
          .setTypes(Long.class, Long.class)
          .setStatisticsEnabled(true)
          .setReadThrough(true)
          .setCacheLoaderFactory(new FactoryBuilder.SingletonFactory<>(new Origin(loads)))
          .setExpiryPolicyFactory(
              ModifiedExpiryPolicy.factoryOf(new Duration(TimeUnit.MILLISECONDS, ttlMillis)));
      Cache<Long, Long> cache = manager.createCache("prefetch", configuration);
      for (int i = 0; i < trace.requests(); i++) {
        time.moveTo(START_MILLIS + trace.millis(i));
        Long id = trace.id(trace.key(i));
        if (!id.equals(cache.get(id))) {
          throw new IllegalStateException("key " + id + " was answered by another value");
        }
      }
      EdgeCacheStatistics statistics = cache.unwrap(EdgeCache.class).tierStatistics();
      if (statistics.hits() + statistics.misses() != trace.requests()) {
        throw new IllegalStateException("requests were lost: " + statistics);
      }
      return new Result(trace.requests(), statistics.hits(), loads.get(), statistics.prefetch());
    }
  }

  private record Origin(AtomicLong loads) implements CacheLoader<Long, Long> {
    @Override
    public Long load(Long key) {
      loads.incrementAndGet();
      return key;
    }

    @Override
    public Map<Long, Long> loadAll(Iterable<? extends Long> keys) {
      throw new UnsupportedOperationException("keys are loaded one by one");
    }
  }
}
