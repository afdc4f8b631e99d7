package com.heliosdb.edge.cache.benchmarks.replay;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Locale;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.impl.internal.TimeSourceConfiguration;

/** A heap cache of others, bounded by entries. */
enum Peer {
  /** Caffeine, with its maintenance on the caller's thread. */
  CAFFEINE {
    @Override
    long hits(Trace trace, int capacity) {
      Cache<Long, Long> cache =
          Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
      long hits = 0;
      for (int i = 0; i < trace.requests(); i++) {
        Long id = trace.id(trace.key(i));
        if (cache.getIfPresent(id) != null) {
          hits++;
        } else {
          cache.put(id, id);
        }
      }
      return hits;
    }
  },

  /**
   * Ehcache's heap tier. It orders accesses by its clock, which is the virtual one here: by the
   * real one, thousands of requests would be equally old.
   */
  EHCACHE {
    @Override
    long hits(Trace trace, int capacity) {
      VirtualTime time = new VirtualTime(0);
      try (CacheManager manager =
          CacheManagerBuilder.newCacheManagerBuilder()
              .using(new TimeSourceConfiguration(time::millis))
              .build(true)) {
        org.ehcache.Cache<Long, Long> cache =
            manager.createCache(
                "replay",
                CacheConfigurationBuilder.newCacheConfigurationBuilder(
                    Long.class, Long.class, ResourcePoolsBuilder.heap(capacity)));
        long hits = 0;
        for (int i = 0; i < trace.requests(); i++) {
          time.moveTo(i);
          Long id = trace.id(trace.key(i));
          if (cache.get(id) != null) {
            hits++;
          } else {
            cache.put(id, id);
          }
        }
        return hits;
      }
    }
  };

  /** Requests answered by a cache of this many entries. */
  abstract long hits(Trace trace, int capacity);

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
