package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.codec.Codecs;
import com.heliosdb.edge.cache.config.CacheSettings;
import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.event.TierOperations;
import com.heliosdb.edge.cache.expiry.ExpiryRules;
import com.heliosdb.edge.cache.spi.DiskStoreProvider;
import com.heliosdb.edge.cache.spi.Weigher;
import com.heliosdb.edge.cache.stats.CacheCounters;
import com.heliosdb.edge.cache.store.FileNames;
import com.heliosdb.edge.cache.tier.TierHierarchy;
import com.heliosdb.edge.cache.tier.TierParts;
import com.heliosdb.edge.cache.tier.Values;
import com.heliosdb.edge.cache.tiering.DemotionListener;
import com.heliosdb.edge.cache.tiering.PrefetchListener;
import com.heliosdb.edge.cache.tiering.PromotionListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All wiring of a cache. Stateless. */
final class CacheFactory {
  private static final Logger log = LoggerFactory.getLogger(CacheFactory.class);

  private CacheFactory() {}

  /**
   * Creates a cache.
   *
   * @param configuration a copy that belongs to the cache from now on
   * @throws InvalidSettingException if settings are impossible, by themselves or for this cache
   * @throws javax.cache.CacheException if the disk tier cannot be used
   */
  static <K, V> EdgeCacheFront<K, V> create(
      EdgeCacheManager manager, String name, CompleteConfiguration<K, V> configuration) {
    EdgeCacheConfiguration<K, V> edge =
        configuration instanceof EdgeCacheConfiguration<K, V> given ? given : null;
    CacheSettings settings =
        manager.settings().cache(name, edge == null ? Map.of() : edge.getSettings());
    boolean byReference = !configuration.isStoreByValue();
    boolean onDisk =
        settings.disk().enabled()
            && mayUse("disk", settings.diskIsOwn(), settings.cacheName(), byReference);
    boolean inRegion =
        settings.region().enabled()
            && mayUse("region", settings.regionIsOwn(), settings.cacheName(), byReference);
    ClassLoader loader = loader(manager);

    AtomicReference<EdgeCacheFront<K, V>> self = new AtomicReference<>();
    EventDispatcher<K, V> listeners =
        new EventDispatcher<>(self::get, manager.executor(), TierHierarchy::inUserCode);
    TierListenerRegistry<K, V> tierListeners = new TierListenerRegistry<>(self::get, 0);
    UserOrigin<K, V> origin = new UserOrigin<>(configuration);
    ExpiryPolicy expiryPolicy = configuration.getExpiryPolicyFactory().create();
    ExpiryRules expiry = new ExpiryRules(expiryPolicy, settings.expiry().jitter());
    LoadingCheck.check(settings, origin.readThrough(), expiry);
    LoadThreads loadThreads = new LoadThreads(name, loader);
    CacheCounters counters = new CacheCounters();
    Values values =
        new Values(
            codecs(settings, edge, typesOf(configuration), loader), byReference, weigher(edge));

    TierHierarchy hierarchy =
        new TierParts(
                settings,
                onDisk ? directory(settings, manager, name) : null,
                onDisk ? stores(settings, loader) : null,
                inRegion ? RegionStores.open(settings, loader, manager.timeSource()) : null,
                values,
                expiry,
                origin,
                listeners,
                tierListeners,
                counters,
                manager.timeSource().background(manager.executor()),
                manager.timeSource().background(loadThreads),
                manager.timeSource())
            .build();

    PrefetchListener<K, V> prefetch =
        new PrefetchListener<>(settings.prefetch(), manager.timeSource()::millis);
    List<Object> userObjects = new ArrayList<>(origin.userObjects());
    userObjects.add(expiryPolicy);
    EdgeCacheFront<K, V> cache =
        new EdgeCacheFront<>(
            new CacheParts<>(
                manager,
                name,
                (MutableConfiguration<K, V>) configuration,
                origin,
                listeners,
                tierListeners,
                hierarchy,
                counters,
                prefetch,
                loadThreads,
                userObjects));
    self.set(cache);
    try {
      configuration.getCacheEntryListenerConfigurations().forEach(listeners::register);
      tierListeners(edge, settings).forEach(tierListeners::register);
      hierarchy.mover().scanEvery(settings.tiering().scanInterval());
      if (settings.prefetch().learns()) {
        tierListeners.register(prefetch.configuration());
        hierarchy.mover().prefetchEvery(PrefetchListener.TICK, prefetching(prefetch));
      }
    } catch (RuntimeException e) {
      try {
        cache.close();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    return cache;
  }

  /** Whether a lower tier that is switched on can be used. */
  private static boolean mayUse(String tier, boolean isOwn, String cacheName, boolean byReference) {
    if (!byReference) {
      return true;
    }
    if (isOwn) {
      throw new InvalidSettingException(
          tier
              + ".enabled was true but cache '"
              + cacheName
              + "' stores by reference: an object's identity has no bytes; store by value, or leave"
              + " the "
              + tier
              + " tier off for this cache");
    }
    log.info(
        "Cache '{}' stores by reference: it is kept on the heap only, without the {} tier that is"
            + " the default here",
        cacheName,
        tier);
    return false;
  }

  private static ClassLoader loader(EdgeCacheManager manager) {
    ClassLoader loader = manager.classLoader();
    if (loader == null) {
      throw new IllegalStateException(
          "The class loader of cache manager '" + manager.getURI() + "' is gone");
    }
    return loader;
  }

  private static Codecs codecs(
      CacheSettings settings,
      @Nullable EdgeCacheConfiguration<?, ?> edge,
      Collection<Class<?>> types,
      ClassLoader loader) {
    Collection<Class<?>> immutable = edge == null ? List.of() : edge.getImmutableTypes();
    return new Codecs(settings.serialization(), immutable, types, loader);
  }

  private static Collection<Class<?>> typesOf(CompleteConfiguration<?, ?> configuration) {
    return List.of(configuration.getKeyType(), configuration.getValueType());
  }

  @SuppressWarnings("unchecked") // the hierarchy knows no types; keys and values are of this cache
  private static @Nullable Weigher<Object, Object> weigher(
      @Nullable EdgeCacheConfiguration<?, ?> edge) {
    return edge == null || edge.getWeigherFactory() == null
        ? null
        : (Weigher<Object, Object>) edge.getWeigherFactory().create();
  }

  private static Path directory(CacheSettings settings, EdgeCacheManager manager, String name) {
    return settings
        .disk()
        .path()
        .resolve(FileNames.of(manager.getURI().toString()))
        .resolve(FileNames.of(name));
  }

  private static DiskStoreProvider stores(CacheSettings settings, ClassLoader loader) {
    String wanted = settings.disk().store();
    TreeSet<String> known = new TreeSet<>();
    for (ClassLoader each : List.of(CacheFactory.class.getClassLoader(), loader)) {
      for (DiskStoreProvider provider : ServiceLoader.load(DiskStoreProvider.class, each)) {
        if (provider.name().equals(wanted)) {
          return provider;
        }
        known.add(provider.name());
      }
    }
    throw new InvalidSettingException(
        "disk.store must be one of "
            + known
            + " but was "
            + wanted
            + " (cache '"
            + settings.cacheName()
            + "'): correct it, or add the jar that brings this store");
  }

  @SuppressWarnings("unchecked") // the hierarchy knows no types; its keys are of this cache
  private static <K> Consumer<TierOperations<Object>> prefetching(PrefetchListener<K, ?> listener) {
    return operations -> listener.tick((TierOperations<K>) operations);
  }

  private static <K, V> List<CacheEntryListenerConfiguration<K, V>> tierListeners(
      @Nullable EdgeCacheConfiguration<K, V> edge, CacheSettings settings) {
    List<CacheEntryListenerConfiguration<K, V>> all = new ArrayList<>();
    if (edge == null || edge.isDefaultTierListeners()) {
      all.add(PromotionListener.configuration(settings.tiering()));
      all.add(DemotionListener.configuration(settings.tiering()));
    }
    if (edge != null) {
      all.addAll(edge.getTierListeners());
    }
    return all;
  }
}
