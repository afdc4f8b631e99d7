package com.heliosdb.edge.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cache.CacheNotExistsException;
import com.hazelcast.cache.ICache;
import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.hazelcast.testing.HazelcastMembers;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStoreProvider.Context;
import com.heliosdb.edge.cache.testing.BroadcastingRegionStoreContractTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The store over clients of a member in another JVM; beside them a client that looks behind. */
class HazelcastRegionStoreContractTest extends BroadcastingRegionStoreContractTest {
  private static final long GIB = 1L << 30;

  private static HazelcastMembers members;
  private static HazelcastInstance bare;

  /** Keep the two nodes' clients running from test to test. */
  private static final List<RegionStore> NODES = new ArrayList<>();

  private int opened;

  @BeforeAll
  static void startCluster() throws IOException {
    members = HazelcastMembers.start(1);
    ClientConfig config = new ClientConfig();
    config.setClusterName(members.clusterName());
    config.getNetworkConfig().addAddress(members.addresses());
    bare = HazelcastClient.newHazelcastClient(config);
    NODES.add(open("none", "none", GIB, 0));
    NODES.add(open("none", "none", GIB, 1));
  }

  @AfterAll
  static void endCluster() throws IOException {
    for (RegionStore each : NODES) {
      each.close();
    }
    NODES.clear();
    bare.shutdown();
    members.close();
  }

  @Override
  protected RegionStore open(String region, String cache) throws IOException {
    return open(region, cache, GIB, opened++ % 2);
  }

  /** Different timeouts make different links, and so clients of their own. */
  private static RegionStore open(String region, String cache, long capacityBytes, int node)
      throws IOException {
    StoreOptions options =
        StoreOptions.of(
            "region.hazelcast",
            Map.of(
                "cluster-name", members.clusterName(),
                "members", members.addresses(),
                "timeout", (10 + node) + " s"));
    return new HazelcastRegionStoreProvider()
        .open(new Context(region, cache, capacityBytes, options));
  }

  @Override
  protected void overwrite(
      String ofRegion, String cache, long generation, RegionKey key, byte[] bytes) {
    records(ofRegion, cache, generation).put(hash(key), bytes);
  }

  @Override
  protected long held(String ofRegion, String cache, long generation) {
    try {
      return records(ofRegion, cache, generation).size();
    } catch (CacheNotExistsException e) {
      return 0;
    }
  }

  @Test
  void lets_hazelcast_forget_what_has_expired() throws Exception {
    put(store, "shortened", value(1, "kept for ever"));
    put(store, "shortened", new RegionRecord(version(2, 1), millis() + 100, bytes("not long")));
    put(store, "prolonged", new RegionRecord(version(1, 1), millis() + 2_000, bytes("not long")));
    put(store, "prolonged", value(2, "kept for ever"));
    ICache<byte[], byte[]> records = records(region, CACHE, 0);
    eventually(() -> !records.containsKey(hash(key("shortened"))));
    long longAfter = millis() + 2_100;
    eventually(() -> millis() > longAfter);
    assertThat(records.containsKey(hash(key("prolonged")))).isTrue();
  }

  @Test
  void lets_hazelcast_evict_beyond_the_capacity() throws Exception {
    RegionStore small = open(region, "small", 400 * 4096, 0);
    for (int i = 0; i < 4_000; i++) {
      done(small.putIfNewer(0, key("key " + i), value(1, "value")));
    }
    assertThat(held(region, "small", 0)).isBetween(400L, 3_000L);
    small.close();
  }

  private static ICache<byte[], byte[]> records(String region, String cache, long generation) {
    return bare.getCacheManager().getCache(new Names(region, cache).records(generation));
  }

  private static byte[] hash(RegionKey key) {
    return ByteBuffer.allocate(16).putLong(key.high()).putLong(key.low()).array();
  }
}
