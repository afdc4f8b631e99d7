package com.heliosdb.edge.cache.benchmarks.region;

import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import com.heliosdb.edge.cache.spi.RegionStoreProvider.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Our region store. */
final class StoreClient implements RegionClient {
  private static final long GIB = 1L << 30;

  private final RegionStore store;

  private StoreClient(RegionStore store) {
    this.store = store;
  }

  static StoreClient open(RegionStoreProvider provider, StoreOptions options) throws IOException {
    return new StoreClient(provider.open(new Context("region", "cache", GIB, options)));
  }

  @Override
  public byte @Nullable [] get(RegionKey key) throws Exception {
    RegionRecord record = store.get(0, key).toCompletableFuture().get();
    return record == null ? null : record.value();
  }

  @Override
  public void insert(RegionKey key, RegionRecord record) throws Exception {
    put(key, record);
  }

  @Override
  public void update(RegionKey key, RegionRecord record) throws Exception {
    put(key, record);
  }

  private void put(RegionKey key, RegionRecord record) throws Exception {
    Outcome outcome = store.putIfNewer(0, key, record).toCompletableFuture().get();
    if (outcome != Outcome.STORED) {
      throw new IllegalStateException(outcome + " " + record);
    }
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
