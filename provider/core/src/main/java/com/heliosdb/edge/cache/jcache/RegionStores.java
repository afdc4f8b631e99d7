package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.config.CacheSettings;
import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.config.RegionSettings;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import com.heliosdb.edge.cache.tier.RegionParts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
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
  static RegionParts open(CacheSettings settings, ClassLoader loader) {
    RegionSettings region = settings.region();
    if (region.stores().size() > 1) {
      throw new InvalidSettingException(
          "region.store must be the name of one store but was %s (cache '%s'): stores cannot be combined yet; name one of them"
              .formatted(String.join(", ", region.stores()), settings.cacheName()));
    }
    Map<String, RegionStoreProvider> known = providers(loader);
    requireKnown(region, known, settings.cacheName());
    List<RegionStore> opened = new ArrayList<>();
    Duration patience = GRACE;
    try {
      for (String name : region.stores()) {
        RegionStoreProvider provider = provider(name, known, settings.cacheName());
        opened.add(open(provider, settings));
        patience = patience.plus(region.deadlines().getOrDefault(name, provider.deadline()));
      }
      RegionStore store = opened.get(0);
      return new RegionParts(store, patience, node(), new RegionWorker(settings.cacheName()));
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
