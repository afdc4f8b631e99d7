package com.heliosdb.edge.cache.benchmarks.region;

import com.hazelcast.cache.HazelcastExpiryPolicy;
import com.hazelcast.cache.ICache;
import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.CacheSimpleConfig;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.core.HazelcastInstance;
import com.heliosdb.edge.cache.hazelcast.testing.HazelcastMembers;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Hazelcast client and nothing else: the same bytes by the same calls as the store makes,
 * without a look into them.
 */
final class BareHazelcast implements RegionClient {
  private static final String NAME = "bare";
  private static final int MAX_ENTRIES = 1 << 18;
  private static final long TTL_DAYS = 1;

  private final HazelcastInstance client;
  private final ICache<byte[], byte[]> cache;
  private final HazelcastExpiryPolicy expiry =
      new HazelcastExpiryPolicy(TTL_DAYS, TTL_DAYS, TTL_DAYS, TimeUnit.DAYS);

  BareHazelcast(HazelcastMembers members) {
    ClientConfig config = new ClientConfig();
    config.setClusterName(members.clusterName());
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.getMetricsConfig().setEnabled(false);
    config.getNetworkConfig().addAddress(members.addresses().split(",", -1));
    client = HazelcastClient.newHazelcastClient(config);
    client.getConfig().addCacheConfig(config());
    cache = client.getCacheManager().getCache(NAME);
  }

  @Override
  public byte @Nullable [] get(RegionKey key) throws Exception {
    return cache.getAsync(bytes(key)).toCompletableFuture().get();
  }

  @Override
  public void insert(RegionKey key, RegionRecord record) throws Exception {
    require(
        cache.putIfAbsentAsync(bytes(key), record.toBytes(), expiry).toCompletableFuture().get());
  }

  @Override
  public void update(RegionKey key, RegionRecord record) throws Exception {
    byte[] bytes = bytes(key);
    byte[] held = cache.getAsync(bytes).toCompletableFuture().get();
    require(cache.replaceAsync(bytes, held, record.toBytes(), expiry).toCompletableFuture().get());
  }

  private static CacheSimpleConfig config() {
    EvictionConfig eviction = new EvictionConfig().setSize(MAX_ENTRIES);
    return new CacheSimpleConfig(NAME).setBackupCount(1).setEvictionConfig(eviction);
  }

  private static void require(boolean done) {
    if (!done) {
      throw new IllegalStateException("Somebody else wrote");
    }
  }

  private static byte[] bytes(RegionKey key) {
    return ByteBuffer.allocate(16).putLong(key.high()).putLong(key.low()).array();
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
