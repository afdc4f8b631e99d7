package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.config.CacheSettings;
import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.config.RegionSettings;
import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.resilience.Breaker;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import com.heliosdb.edge.cache.tier.CompositeRegionStore;
import com.heliosdb.edge.cache.tier.GuardedRegionStore;
import com.heliosdb.edge.cache.tier.RegionParts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import javax.cache.CacheException;

/** Opens the region store of a cache, and what goes with it. Stateless. */
final class RegionStores {
  // What is added to the deadlines of the stores, which come first.
  private static final Duration GRACE = Duration.ofMillis(50);

  private RegionStores() {}

  /**
   * Opens the stores a cache is configured for.
   *
   * @throws InvalidSettingException if there is no such store, or an option of it is not valid
   * @throws CacheException if one cannot be opened
   */
  static RegionParts open(CacheSettings settings, ClassLoader loader, TimeSource time) {
    RegionSettings region = settings.region();
    Map<String, RegionStoreProvider> known = providers(loader);
    requireKnown(region, known, settings.cacheName());
    List<GuardedRegionStore> opened = new ArrayList<>();
    Duration patience = GRACE;
    try {
      for (String name : region.stores()) {
        RegionStoreProvider provider = provider(name, known, settings.cacheName());
        Duration deadline = region.deadlines().getOrDefault(name, provider.deadline());
        opened.add(guarded(open(provider, settings), name, deadline, settings, time));
        // A read may ask one store after the other, and tell the first what the second has.
        patience = patience.plus(deadline);
      }
      RegionStore store =
          opened.size() == 1
              ? opened.get(0)
              : new CompositeRegionStore(opened.get(0), opened.get(1));
      return new RegionParts(
          store, patience, node(), new RegionWorker(settings.cacheName()), () -> stateOf(opened));
    } catch (RuntimeException e) {
      opened.forEach(store -> closeQuietly(store, e));
      throw e;
    }
  }

  private static Map<String, RegionStoreProvider> providers(ClassLoader loader) {
    Map<String, RegionStoreProvider> known = new TreeMap<>();
    for (ClassLoader each : List.of(RegionStores.class.getClassLoader(), loader)) {
      for (RegionStoreProvider provider : ServiceLoader.load(RegionStoreProvider.class, each)) {
        known.putIfAbsent(provider.name(), provider);
      }
    }
    return known;
  }

  private static void requireKnown(
      RegionSettings region, Map<String, RegionStoreProvider> known, String cacheName) {
    for (String group : region.optionGroups()) {
      if (!known.containsKey(group)) {
        throw new InvalidSettingException(
            "region.%s is a group of no setting and of no store, but something was set in it (cache '%s'); there are the stores %s: correct it, or add the jar that brings this store"
                .formatted(group, cacheName, known.keySet()));
      }
    }
  }

  private static RegionStoreProvider provider(
      String name, Map<String, RegionStoreProvider> known, String cacheName) {
    RegionStoreProvider provider = known.get(name);
    if (provider == null) {
      throw new InvalidSettingException(
          "region.store must be one of %s, or two of them, but was %s (cache '%s'): correct it, or add the jar that brings this store"
              .formatted(known.keySet(), name, cacheName));
    }
    return provider;
  }

  private static RegionStore open(RegionStoreProvider provider, CacheSettings settings) {
    RegionSettings region = settings.region();
    try {
      return provider.open(
          new RegionStoreProvider.Context(
              region.name(),
              settings.cacheName(),
              region.capacityBytes(),
              Objects.requireNonNull(region.options().get(provider.name()))));
    } catch (IOException e) {
      throw new CacheException(
          "The region store '%s' of cache '%s' cannot be opened: %s; correct region.%s, or set region.enabled = false"
              .formatted(provider.name(), settings.cacheName(), e.getMessage(), provider.name()),
          e);
    }
  }

  private static GuardedRegionStore guarded(
      RegionStore store, String name, Duration deadline, CacheSettings settings, TimeSource time) {
    RegionSettings region = settings.region();
    RegionSettings.Breaker breaker = region.breaker();
    return new GuardedRegionStore(
        store,
        "region store '%s' of cache '%s'".formatted(name, settings.cacheName()),
        new GuardedRegionStore.Limits(
            deadline,
            region.concurrency(),
            breaker.failureRate(),
            breaker.window(),
            breaker.openFor()),
        time);
  }

  /** The worst of the stores' states. */
  private static String stateOf(List<GuardedRegionStore> stores) {
    Set<Breaker.State> states = EnumSet.noneOf(Breaker.State.class);
    stores.forEach(store -> states.add(store.state()));
    Breaker.State worst =
        states.contains(Breaker.State.OPEN) ? Breaker.State.OPEN : Collections.max(states);
    return worst.name();
  }

  private static void closeQuietly(RegionStore store, RuntimeException cause) {
    try {
      store.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static long node() {
    long node = 0;
    while (node == 0) {
      node = ThreadLocalRandom.current().nextLong();
    }
    return node;
  }
}
