package com.heliosdb.edge.cache.spi;

import com.heliosdb.edge.cache.config.StoreOptions;
import java.io.IOException;
import java.time.Duration;

/**
 * Opens region stores of one kind; found through {@link java.util.ServiceLoader} by {@link
 * #name()}.
 */
public interface RegionStoreProvider {
  /**
   * What a store is opened for.
   *
   * @param region the name of the region: nodes with the same one share their entries
   * @param cache the name of the cache, any characters
   * @param capacityBytes the bytes that the cache may take in the region
   * @param options the settings under {@code region.<name of this provider>}; the provider reads
   *     all it knows and then calls {@link StoreOptions#refuseUnknown}
   */
  record Context(String region, String cache, long capacityBytes, StoreOptions options) {}

  /** The value in {@code region.store} that selects this kind, such as {@code hazelcast}. */
  String name();

  /** How long an operation of such a store may take before it counts as failed, by default. */
  Duration deadline();

  /**
   * Opens the store of one cache. Stores with equal options may share a connection. A service that
   * cannot be reached is no failure: the store connects when it can, and its operations fail until
   * then.
   *
   * @throws com.heliosdb.edge.cache.config.InvalidSettingException if an option breaks its rule
   * @throws IOException if the store cannot work whatever the service does
   */
  RegionStore open(Context context) throws IOException;
}
