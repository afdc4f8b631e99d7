package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.LoadingStatistics;
import com.heliosdb.edge.cache.management.PrefetchStatistics;
import com.heliosdb.edge.cache.management.RegionStatistics;
import com.heliosdb.edge.cache.management.TierStatistics;
import com.heliosdb.edge.cache.policy.Prefetcher;
import com.heliosdb.edge.cache.stats.CacheCounters;
import com.heliosdb.edge.cache.stats.LoadCounters;
import com.heliosdb.edge.cache.stats.RegionCounters;
import com.heliosdb.edge.cache.stats.TierCounters;
import com.heliosdb.edge.cache.tier.TierHierarchy;
import com.heliosdb.edge.cache.tier.TierView;
import com.heliosdb.edge.cache.tiering.PrefetchListener;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheException;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;

/**
 * What one cache consists of besides its operations: configuration, listeners, beans, user objects;
 * and how they end. Thread-safe.
 */
final class CacheParts<K, V> {
  private final EdgeCacheManager manager;
  private final String name;
  private final UserOrigin<K, V> origin;
  private final EventDispatcher<K, V> listeners;
  private final TierListenerRegistry<K, V> tierListeners;
  private final TierHierarchy hierarchy;
  private final CacheCounters counters;
  private final PrefetchListener<K, V> prefetch;
  private final LoadThreads loadThreads;
  private final List<Object> userObjects;
  private final MBeans beans;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final MutableConfiguration<K, V> configuration;

  CacheParts(
      EdgeCacheManager manager,
      String name,
      MutableConfiguration<K, V> configuration,
      UserOrigin<K, V> origin,
      EventDispatcher<K, V> listeners,
      TierListenerRegistry<K, V> tierListeners,
      TierHierarchy hierarchy,
      CacheCounters counters,
      PrefetchListener<K, V> prefetch,
      LoadThreads loadThreads,
      List<Object> userObjects) {
    this.manager = manager;
    this.name = name;
    this.configuration = configuration;
    this.origin = origin;
    this.listeners = listeners;
    this.tierListeners = tierListeners;
    this.hierarchy = hierarchy;
    this.counters = counters;
    this.prefetch = prefetch;
    this.loadThreads = loadThreads;
    this.userObjects = List.copyOf(userObjects);
    beans = new MBeans(manager.getURI(), name);
  }

  EdgeCacheManager manager() {
    return manager;
  }

  String name() {
    return name;
  }

  TierHierarchy hierarchy() {
    return hierarchy;
  }

  CacheCounters counters() {
    return counters;
  }

  UserOrigin<K, V> origin() {
    return origin;
  }

  TimeSource time() {
    return manager.timeSource();
  }

  Executor executor() {
    return manager.executor();
  }

  TierListenerRegistry<K, V> tierListeners() {
    return tierListeners;
  }

  PrefetchListener<K, V> prefetch() {
    return prefetch;
  }

  @SuppressWarnings("unchecked") // the hierarchy knows no types; its keys are of this cache
  K asKey(Object key) {
    return (K) key;
  }

  /** A copy of the configuration as it is now. */
  MutableConfiguration<K, V> configuration() {
    lock.lock();
    try {
      return configuration instanceof EdgeCacheConfiguration<K, V> edge
          ? new EdgeCacheConfiguration<>(edge)
          : new MutableConfiguration<>(configuration);
    } finally {
      lock.unlock();
    }
  }

  void register(CacheEntryListenerConfiguration<K, V> listener) {
    listeners.register(listener);
    lock.lock();
    try {
      configuration.addCacheEntryListenerConfiguration(listener);
    } finally {
      lock.unlock();
    }
  }

  void deregister(CacheEntryListenerConfiguration<K, V> listener) {
    listeners.deregister(listener);
    lock.lock();
    try {
      configuration.removeCacheEntryListenerConfiguration(listener);
    } finally {
      lock.unlock();
    }
  }

  void enableStatistics(boolean enabled) {
    lock.lock();
    try {
      configuration.setStatisticsEnabled(enabled);
    } finally {
      lock.unlock();
    }
    counters.enable(enabled);
    if (enabled) {
      TierView disk = hierarchy.diskView();
      beans.register(
          MBeans.Kind.STATISTICS,
          new StatisticsBean(
              counters,
              hierarchy.heapView(),
              disk,
              hierarchy.regionView(),
              hierarchy::regionBreaker,
              this::prefetchStatistics,
              this::loadingStatistics));
    } else {
      beans.unregister(MBeans.Kind.STATISTICS);
    }
  }

  void enableManagement(boolean enabled) {
    lock.lock();
    try {
      configuration.setManagementEnabled(enabled);
    } finally {
      lock.unlock();
    }
    if (enabled) {
      beans.register(MBeans.Kind.CONFIGURATION, new ManagementBean(this::configurationNow));
    } else {
      beans.unregister(MBeans.Kind.CONFIGURATION);
    }
  }

  private CompleteConfiguration<?, ?> configurationNow() {
    return configuration();
  }

  EdgeCacheStatistics statistics() {
    Map<Tier, TierStatistics> tiers = new EnumMap<>(Tier.class);
    TierView heap = hierarchy.heapView();
    tiers.put(Tier.HEAP, of(Tier.HEAP, heap));
    TierView disk = hierarchy.diskView();
    if (disk != null) {
      tiers.put(Tier.DISK, of(Tier.DISK, disk));
    }
    RegionCounters region = hierarchy.regionView();
    if (region != null) {
      // What a region holds only it knows.
      TierView view = new TierView(region.tier, () -> 0, () -> 0, Long.MAX_VALUE);
      tiers.put(Tier.REGION, of(Tier.REGION, view));
    }
    TierCounters last = (disk == null ? heap : disk).counters();
    return new EdgeCacheStatistics(
        tiers.values().stream().mapToLong(TierStatistics::hits).sum(),
        (region == null ? last : region.tier).misses.sum(),
        counters.puts.sum(),
        counters.removals.sum(),
        counters.getTime.meanMicros(),
        hierarchy.policy().samples(),
        hierarchy.policy().droppedSamples(),
        tiers,
        region == null ? null : of(region, hierarchy.regionBreaker()),
        prefetchStatistics(),
        loadingStatistics());
  }

  private static RegionStatistics of(RegionCounters region, String breaker) {
    return new RegionStatistics(
        region.lookups.sum(),
        region.coalesced.sum(),
        region.skipped.sum(),
        region.bytesRead.sum(),
        region.bytesWritten.sum(),
        region.timeouts.sum(),
        region.rejections.sum(),
        region.invalidationsSent.sum(),
        region.invalidationsReceived.sum(),
        region.invalidationsMissed.sum(),
        region.suspectsChecked.sum(),
        breaker);
  }

  private PrefetchStatistics prefetchStatistics() {
    Prefetcher.Counts counts = prefetch.counts();
    return new PrefetchStatistics(
        counts.fetches(),
        counts.useful(),
        counts.failed(),
        counts.misses(),
        counts.rightPredictions(),
        counts.wrongPredictions(),
        hierarchy.mover().droppedAccesses(),
        counts.keys(),
        counts.stopped());
  }

  private LoadingStatistics loadingStatistics() {
    LoadCounters loads = hierarchy.loadCounters();
    return new LoadingStatistics(
        loads.staleServed.sum(),
        loads.refreshes.sum(),
        loads.failedRefreshes.sum(),
        loads.failedLoads.sum(),
        loads.timedOutLoads.sum());
  }

  private static TierStatistics of(Tier tier, TierView view) {
    return new TierStatistics(
        tier,
        view.counters().hits.sum(),
        view.counters().misses.sum(),
        view.counters().puts.sum(),
        view.counters().evictions.sum(),
        view.counters().promotions.sum(),
        view.counters().demotions.sum(),
        view.counters().expirations.sum(),
        view.counters().faults.sum(),
        view.entries().getAsLong(),
        view.bytes().getAsLong(),
        view.capacityBytes(),
        view.counters().latency.meanMicros());
  }

  /** Ends everything, each part even if another fails; the first failure is thrown last. */
  void close(Runnable ending) {
    List<AutoCloseable> steps = new ArrayList<>();
    steps.add(beans::unregisterAll);
    steps.add(ending::run);
    steps.add(loadThreads);
    steps.add(listeners);
    steps.add(tierListeners);
    for (Object object : userObjects) {
      if (object instanceof AutoCloseable closeable) {
        steps.add(closeable);
      }
    }
    CacheException failure = null;
    for (AutoCloseable step : steps) {
      try {
        step.close();
      } catch (Throwable e) { // the other steps are taken all the same
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        if (failure == null) {
          failure = new CacheException("Cache '" + name + "' was closed, but not cleanly: " + e, e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
