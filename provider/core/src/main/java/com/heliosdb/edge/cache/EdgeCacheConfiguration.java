package com.heliosdb.edge.cache;

import com.heliosdb.edge.cache.spi.Weigher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MutableConfiguration} with the settings of {@code reference.conf} in code. What is not
 * set here follows {@code edge-cache.conf} and the defaults; the manager's Properties and system
 * properties rank above what is set here. Not thread-safe; copied when a cache is created from it.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public class EdgeCacheConfiguration<K, V> extends MutableConfiguration<K, V> {
  private static final long serialVersionUID = 1L;

  private final LinkedHashMap<String, String> settings = new LinkedHashMap<>();
  private final LinkedHashSet<Class<?>> immutableTypes = new LinkedHashSet<>();
  private final ArrayList<CacheEntryListenerConfiguration<K, V>> tierListeners = new ArrayList<>();
  private boolean defaultTierListeners = true;
  private @Nullable Factory<? extends Weigher<? super K, ? super V>> weigherFactory;

  /** A configuration with the specification's defaults. */
  public EdgeCacheConfiguration() {}

  /** A copy; of another {@code EdgeCacheConfiguration} with its settings. */
  public EdgeCacheConfiguration(CompleteConfiguration<K, V> other) {
    super(other);
    if (other instanceof EdgeCacheConfiguration<K, V> edge) {
      settings.putAll(edge.settings);
      immutableTypes.addAll(edge.immutableTypes);
      tierListeners.addAll(edge.tierListeners);
      defaultTierListeners = edge.defaultTierListeners;
      weigherFactory = edge.weigherFactory;
    }
  }

  /**
   * Any setting of one cache by its key in {@code reference.conf}, relative to the product's
   * prefix, such as {@code ("heap.capacity", "64 MiB")}. Checked when the cache is created.
   */
  public EdgeCacheConfiguration<K, V> set(String key, String value) {
    settings.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /** Bounds the heap tier to this many bytes. */
  public EdgeCacheConfiguration<K, V> setHeapCapacity(long bytes) {
    return set("heap.capacity", bytes + " B");
  }

  /** Bounds the heap tier to this many entries. */
  public EdgeCacheConfiguration<K, V> setHeapMaxEntries(long entries) {
    return set("heap.max-entries", Long.toString(entries));
  }

  /** Switches the disk tier on or off. */
  public EdgeCacheConfiguration<K, V> setDiskEnabled(boolean enabled) {
    return set("disk.enabled", Boolean.toString(enabled));
  }

  /** Switches the disk tier on, under this root directory. */
  public EdgeCacheConfiguration<K, V> setDiskPath(Path path) {
    return setDiskEnabled(true).set("disk.path", path.toAbsolutePath().toString());
  }

  /** Bounds the disk tier to this many bytes of payload. */
  public EdgeCacheConfiguration<K, V> setDiskCapacity(long bytes) {
    return set("disk.capacity", bytes + " B");
  }

  /** Switches the region tier on or off. */
  public EdgeCacheConfiguration<K, V> setRegionEnabled(boolean enabled) {
    return set("region.enabled", Boolean.toString(enabled));
  }

  /**
   * Switches the region tier on, with these stores: one, or the front and the back, by the names of
   * their {@link com.heliosdb.edge.cache.spi.RegionStoreProvider}s.
   */
  public EdgeCacheConfiguration<K, V> setRegionStore(String... names) {
    return setRegionEnabled(true).set("region.store", String.join(", ", names));
  }

  /** Accesses on disk after which an entry is copied to the heap. */
  public EdgeCacheConfiguration<K, V> setPromotionThreshold(int accesses) {
    return set("tiering.promotion-threshold", Integer.toString(accesses));
  }

  /** Time without access after which an entry leaves the heap. */
  public EdgeCacheConfiguration<K, V> setDemotionIdle(Duration idle) {
    return set("tiering.demotion-idle", idle.toMillis() + " ms");
  }

  /**
   * Declares that instances of exactly these classes never change: by value, they are not copied.
   */
  public EdgeCacheConfiguration<K, V> addImmutableTypes(Class<?>... types) {
    immutableTypes.addAll(List.of(types));
    return this;
  }

  /**
   * Replaces the cache's own reckoning of how many bytes of heap an entry takes; null = its own.
   */
  public EdgeCacheConfiguration<K, V> setWeigherFactory(
      @Nullable Factory<? extends Weigher<? super K, ? super V>> factory) {
    weigherFactory = factory;
    return this;
  }

  /**
   * Adds a listener of the {@code Tier…Listener} interfaces.
   *
   * @throws IllegalArgumentException if it has a filter
   */
  public EdgeCacheConfiguration<K, V> addTierListener(
      CacheEntryListenerConfiguration<K, V> configuration) {
    if (configuration.getCacheEntryEventFilterFactory() != null) {
      throw new IllegalArgumentException(
          "A tier listener cannot have a filter: decide in the listener");
    }
    tierListeners.add(configuration);
    return this;
  }

  /**
   * Whether the promotion and demotion listeners of the product are used; true unless switched off.
   */
  public EdgeCacheConfiguration<K, V> setDefaultTierListeners(boolean used) {
    defaultTierListeners = used;
    return this;
  }

  /** The settings made here, by key. */
  public Map<String, String> getSettings() {
    return Map.copyOf(settings);
  }

  /** The classes declared immutable. */
  public Set<Class<?>> getImmutableTypes() {
    return Set.copyOf(immutableTypes);
  }

  /** The tier listeners added. */
  public List<CacheEntryListenerConfiguration<K, V>> getTierListeners() {
    return List.copyOf(tierListeners);
  }

  /** Whether the promotion and demotion listeners of the product are used. */
  public boolean isDefaultTierListeners() {
    return defaultTierListeners;
  }

  /** The factory of the weigher, if there is one. */
  public @Nullable Factory<? extends Weigher<? super K, ? super V>> getWeigherFactory() {
    return weigherFactory;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EdgeCacheConfiguration<?, ?> that
        && super.equals(other)
        && settings.equals(that.settings)
        && immutableTypes.equals(that.immutableTypes)
        && tierListeners.equals(that.tierListeners)
        && defaultTierListeners == that.defaultTierListeners
        && Objects.equals(weigherFactory, that.weigherFactory);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + settings.hashCode();
  }
}
