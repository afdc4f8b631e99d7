package com.heliosdb.edge.cache.benchmarks.replay;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.jcache.EdgeCachingProvider;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.TierStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;

/**
 * Replays a trace through the provider itself: a get for each request and, where no tier answers, a
 * put of what a simulated region or origin gives. One thread, in virtual time.
 */
final class EdgeReplay {
  /**
   * When virtual time begins: 2026-01-01. The disk tier counts its ranks from then, in floats,
   * which are precise near their origin.
   */
  private static final long START_MILLIS = 1_767_225_600_000L;

  private static final String PREFIX = "heliosdb.edge.cache.";
  private static final String CACHE = "replay";

  private EdgeReplay() {}

  /** What the tiers did. */
  record Result(
      long heapHits,
      long diskHits,
      long regionHits,
      long originLoads,
      long diskReads,
      long diskWrites,
      long promotions,
      long demotions,
      long heapEntries,
      int mostDiskEntries,
      long samples,
      long droppedSamples) {
    long localHits() {
      return heapHits + diskHits;
    }
  }

  /**
   * Replays.
   *
   * @param policy the value of {@code tiering.policy}
   * @throws BadInputException if the provider refuses the settings; says why
   */
  static Result run(Trace trace, String policy, Capacities capacities) {
    Path directory = temporaryDirectory();
    VirtualTime time = new VirtualTime(START_MILLIS);
    try (EdgeCachingProvider provider = new EdgeCachingProvider(() -> time)) {
      CacheManager manager =
          provider.getCacheManager(null, null, settings(directory, policy, capacities));
      Cache<Long, Long> cache =
          manager.createCache(
              CACHE,
              new EdgeCacheConfiguration<Long, Long>()
                  .set("disk.enabled", "true")
                  .setTypes(Long.class, Long.class)
                  .setStatisticsEnabled(true));
      Result result = replay(trace, time, cache, directory, capacities);
      manager.destroyCache(CACHE);
      return result;
    } catch (CacheException e) {
      throw new BadInputException("The provider refuses this replay: " + e.getMessage(), e);
    } finally {
      delete(directory);
    }
  }

  private static Properties settings(Path directory, String policy, Capacities capacities) {
    Properties settings = new Properties();
    settings.setProperty(PREFIX + "tiering.policy", policy);
    settings.setProperty(PREFIX + "heap.max-entries", Integer.toString(capacities.heap()));
    settings.setProperty(PREFIX + "disk.path", directory.toString());
    settings.setProperty(PREFIX + "disk.store", MemoryDiskStoreProvider.NAME);
    // L2 holds a copy of what is in L1. Such a copy does not count here, so it gets its room on
    // top.
    settings.setProperty(PREFIX + "disk.max-entries", Integer.toString(capacities.local()));
    settings.setProperty(PREFIX + "disk.high-water", "1");
    // Entries are the bound, not bytes.
    settings.setProperty(PREFIX + "disk.capacity", "1 TiB");
    settings.setProperty(PREFIX + "disk.min-free", "0");
    settings.setProperty(PREFIX + "disk.slices", "1");
    return settings;
  }

  private static Result replay(
      Trace trace, VirtualTime time, Cache<Long, Long> cache, Path directory, Capacities sizes) {
    MemoryDiskStore store = MemoryDiskStoreProvider.openBelow(directory);
    LruKeys region = new LruKeys(trace.uniqueKeys(), sizes.region());
    long regionHits = 0;
    long originLoads = 0;
    int mostDiskEntries = 0;
    for (int i = 0; i < trace.requests(); i++) {
      time.moveTo(START_MILLIS + trace.millis(i));
      Long id = trace.id(trace.key(i));
      Long value = cache.get(id);
      if (value == null) {
        if (region.use(trace.key(i))) {
          regionHits++;
        } else {
          originLoads++;
        }
        cache.put(id, id);
        mostDiskEntries = Math.max(mostDiskEntries, store.records());
      } else if (!value.equals(id)) {
        throw new IllegalStateException("key " + id + " was answered by value " + value);
      }
    }
    EdgeCacheStatistics statistics = cache.unwrap(EdgeCache.class).tierStatistics();
    TierStatistics heap = Objects.requireNonNull(statistics.tiers().get(Tier.HEAP));
    TierStatistics disk = Objects.requireNonNull(statistics.tiers().get(Tier.DISK));
    if (statistics.hits() + regionHits + originLoads != trace.requests()
        || heap.faults() + disk.faults() != 0) {
      throw new IllegalStateException("requests were lost: " + statistics);
    }
    return new Result(
        heap.hits(),
        disk.hits(),
        regionHits,
        originLoads,
        store.reads(),
        store.writes(),
        disk.promotions(),
        heap.demotions(),
        heap.entries(),
        mostDiskEntries,
        statistics.samples(),
        statistics.droppedSamples());
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("edge-cache-replay");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
