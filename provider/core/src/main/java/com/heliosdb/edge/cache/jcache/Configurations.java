package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;

/** Copies and checks what caches are created from. Stateless. */
final class Configurations {
  private Configurations() {}

  /**
   * A copy that no longer changes with the original: of our own kind if the original is, of the
   * specification's otherwise.
   *
   * @throws IllegalArgumentException if the configuration contradicts itself
   */
  static <K, V> CompleteConfiguration<K, V> copyOf(
      String cacheName, Configuration<K, V> configuration) {
    CompleteConfiguration<K, V> copy = copyOf(configuration);
    require(copy.getKeyType() != null, cacheName, "key type must not be null: Object is any");
    require(copy.getValueType() != null, cacheName, "value type must not be null: Object is any");
    require(
        !copy.isReadThrough() || copy.getCacheLoaderFactory() != null,
        cacheName,
        "read-through needs a CacheLoader: set a factory for one or switch read-through off");
    require(
        !copy.isWriteThrough() || copy.getCacheWriterFactory() != null,
        cacheName,
        "write-through needs a CacheWriter: set a factory for one or switch write-through off");
    return copy;
  }

  private static <K, V> CompleteConfiguration<K, V> copyOf(Configuration<K, V> configuration) {
    if (configuration instanceof EdgeCacheConfiguration<K, V> edge) {
      return new EdgeCacheConfiguration<>(edge);
    }
    if (configuration instanceof CompleteConfiguration<K, V> complete) {
      return new MutableConfiguration<>(complete);
    }
    return new MutableConfiguration<K, V>()
        .setTypes(configuration.getKeyType(), configuration.getValueType())
        .setStoreByValue(configuration.isStoreByValue());
  }

  private static void require(boolean holds, String cacheName, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("Cache '" + cacheName + "': " + rule);
    }
  }
}
