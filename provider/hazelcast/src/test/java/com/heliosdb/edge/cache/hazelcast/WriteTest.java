package com.heliosdb.edge.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cache.ICache;
import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.hazelcast.testing.HazelcastMembers;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.RegionStoreProvider.Context;
import com.heliosdb.edge.cache.spi.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writes that members pass on, and writes that lose. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WriteTest {
  private static final int KEYS = 100;

  private static HazelcastMembers members;

  private final String region = "writes-" + UUID.randomUUID();
  private final List<RegionStore> opened = new ArrayList<>();

  @BeforeAll
  static void startCluster() throws IOException {
    members = HazelcastMembers.start(2);
  }

  @AfterAll
  static void endCluster() {
    members.close();
  }

  @AfterEach
  void closeAll() throws IOException {
    for (RegionStore each : opened) {
      each.close();
    }
  }

  @Test
  void goes_through_one_member_to_the_others(@TempDir Path directory) throws Exception {
    Path client =
        Files.writeString(
            directory.resolve("client.yaml"),
            """
            hazelcast-client:
              cluster-name: %s
              network:
                cluster-members: [%s]
                cluster-routing:
                  mode: SINGLE_MEMBER
            """
                .formatted(members.clusterName(), members.addresses()));
    RegionStore store = open(Map.of("config", client.toString()));
    for (int i = 0; i < KEYS; i++) {
      for (int clock = 1; clock <= 3; clock++) {
        RegionRecord record = record(clock, RegionRecord.NEVER);
        assertThat(done(store.putIfNewer(0, key(i), record))).isEqualTo(Outcome.STORED);
        assertThat(done(store.get(0, key(i)))).isEqualTo(record);
      }
    }
  }

  @Test
  void leaves_the_winner_the_time_it_has() throws Exception {
    RegionStore one = open(connecting("5 s"));
    RegionStore other = open(connecting("6 s"));
    long expires = System.currentTimeMillis() + 3_000;
    List<Integer> clocks = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8));
    Random random = new Random(1);
    for (int i = 0; i < KEYS; i++) {
      Collections.shuffle(clocks, random);
      List<CompletionStage<Outcome>> writes = new ArrayList<>();
      for (int clock : clocks) {
        RegionStore store = clock % 2 == 0 ? one : other;
        writes.add(store.putIfNewer(0, key(i), record(clock, expires)));
      }
      for (CompletionStage<Outcome> write : writes) {
        // A cluster that has just come up may fail to say in time that a backup was written.
        done(write.exceptionally(failure -> Outcome.REJECTED));
      }
    }
    HazelcastInstance client = client();
    try {
      ICache<byte[], byte[]> records =
          client.getCacheManager().getCache(new Names(region, "cache").records(0));
      for (int i = 0; i < KEYS; i++) {
        byte[] hash = ByteBuffer.allocate(16).putLong(key(i).high()).putLong(key(i).low()).array();
        // Not what the record says counts here, but what Hazelcast was told.
        while (records.get(hash) != null) {
          LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
      }
    } finally {
      client.shutdown();
    }
  }

  private static HazelcastInstance client() {
    ClientConfig config = new ClientConfig();
    config.setClusterName(members.clusterName());
    config.getNetworkConfig().addAddress(members.addresses().split(",", -1));
    return HazelcastClient.newHazelcastClient(config);
  }

  private static RegionKey key(int number) {
    long high = number * 0x9E3779B97F4A7C15L;
    return new RegionKey(high, number, ByteBuffer.allocate(4).putInt(number).array());
  }

  private static RegionRecord record(long clock, long expiresMillis) {
    return new RegionRecord(new Version(clock, 1), expiresMillis, new byte[100]);
  }

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static Map<String, String> connecting(String timeout) {
    return Map.of(
        "cluster-name", members.clusterName(),
        "members", members.addresses(),
        "timeout", timeout);
  }

  private RegionStore open(Map<String, String> settings) throws IOException {
    StoreOptions options = StoreOptions.of("region.hazelcast", settings);
    RegionStore store =
        new HazelcastRegionStoreProvider().open(new Context(region, "cache", 1L << 30, options));
    opened.add(store);
    return store;
  }
}
