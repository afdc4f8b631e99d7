package com.heliosdb.edge.cache.hazelcast;

import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Opens regions in a Hazelcast cluster, as {@code region.store = hazelcast}. Stateless.
 *
 * <p>Stores with equal {@code region.hazelcast} settings share one Hazelcast instance in this JVM;
 * the last one closed shuts it down.
 */
public final class HazelcastRegionStoreProvider implements RegionStoreProvider {
  @Override
  public String name() {
    return "hazelcast";
  }

  @Override
  public Duration deadline() {
    return Duration.ofMillis(80);
  }

  @Override
  public RegionStore open(Context context) throws IOException {
    HazelcastOptions options = HazelcastOptions.read(context.options());
    HazelcastConnection connection = HazelcastConnection.acquire(options.link());
    Names names = new Names(context.region(), context.cache());
    return new HazelcastRegionStore(
        connection,
        new Generations(
            connection, names, options.backups(), options.maxEntries(context.capacityBytes())),
        new Broadcast(connection, names.broadcast()),
        InstantSource.system());
  }
}
