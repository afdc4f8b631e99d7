package com.heliosdb.edge.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.impl.clientside.HazelcastClientProxy;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.RegionStore.Subscriber;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import com.heliosdb.edge.cache.spi.RegionStoreProvider.Context;
import com.heliosdb.edge.cache.spi.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import javax.cache.Caching;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stores of one JVM share, and the other ways into a cluster: as a member, by a file. */
class HazelcastRegionStoreProviderTest {
  private static final RegionKey KEY = new RegionKey(1, 2, new byte[] {3});
  private static final RegionRecord RECORD =
      new RegionRecord(new Version(1, 1), RegionRecord.NEVER, new byte[] {4});

  private final String cluster = "provider-" + UUID.randomUUID();
  private final List<RegionStore> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws IOException {
    for (RegionStore each : opened) {
      each.close();
    }
  }

  @Test
  void is_found_by_its_name() {
    assertThat(ServiceLoader.load(RegionStoreProvider.class))
        .anySatisfy(
            provider -> {
              assertThat(provider.name()).isEqualTo("hazelcast");
              assertThat(provider.deadline()).isEqualTo(Duration.ofMillis(80));
            });
  }

  @Test
  void stores_with_equal_settings_share_one_client_and_the_last_one_ends_it() throws Exception {
    Collection<HazelcastInstance> before = HazelcastClient.getAllHazelcastClients();
    Map<String, String> away = Map.of("cluster-name", cluster, "members", "127.0.0.1:1");
    RegionStore first = open("a", away);
    RegionStore second = open("b", away);
    assertThat(HazelcastClient.getAllHazelcastClients()).hasSize(before.size() + 1);
    first.close();
    first.close();
    assertThat(HazelcastClient.getAllHazelcastClients()).hasSize(before.size() + 1);
    second.close();
    assertThat(HazelcastClient.getAllHazelcastClients()).hasSize(before.size());
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.equals("edge-cache-hazelcast") || name.contains(cluster));
  }

  @Test
  void backups_and_caches_do_not_need_another_client() throws Exception {
    int before = HazelcastClient.getAllHazelcastClients().size();
    open("a", Map.of("cluster-name", cluster, "members", "127.0.0.1:1", "backups", "0"));
    open("b", Map.of("cluster-name", cluster, "members", "127.0.0.1:1", "backups", "2"));
    assertThat(HazelcastClient.getAllHazelcastClients()).hasSize(before + 1);
  }

  @Test
  void opens_while_the_cluster_is_away_and_fails_by_its_stages() throws Exception {
    RegionStore store =
        open("a", Map.of("cluster-name", cluster, "members", "127.0.0.1:1", "timeout", "500 ms"));
    store.subscribe(new Heard());
    List<CompletionStage<?>> all =
        List.of(
            store.check(),
            store.generation(),
            store.startGeneration(1),
            store.get(0, KEY),
            store.putIfNewer(0, KEY, RECORD),
            store.publish(new byte[1]));
    for (CompletionStage<?> each : all) {
      assertThatThrownBy(() -> done(each)).isInstanceOf(Exception.class);
    }
  }

  @Test
  void works_as_a_member_that_ends_with_its_store() throws Exception {
    int port = freePort();
    RegionStore store =
        open(
            "a",
            Map.of(
                "mode",
                "member",
                "cluster-name",
                cluster,
                "address",
                "localhost:" + port,
                "members",
                "127.0.0.1:" + port));
    assertWorks(store);
    HazelcastInstance member = memberOfCluster();
    store.close();
    assertThat(member.getLifecycleService().isRunning()).isFalse();
  }

  /** The old one has the port for as long as it shuts down. */
  @Test
  void a_member_that_is_wanted_again_while_it_ends_starts_when_it_has_ended() throws Exception {
    String address = "127.0.0.1:" + freePort();
    Map<String, String> settings =
        Map.of("mode", "member", "cluster-name", cluster, "address", address, "members", address);
    RegionStore first = open("a", settings);
    FutureTask<RegionStore> second = new FutureTask<>(() -> open("b", settings));
    Thread opener = new Thread(second, "opener");
    memberOfCluster()
        .getLifecycleService()
        .addLifecycleListener(
            event -> {
              if (event.getState() == LifecycleState.SHUTTING_DOWN) {
                opener.start();
                awaitWaitingOrEnded(opener);
              }
            });
    first.close();
    assertWorks(second.get(60, TimeUnit.SECONDS));
  }

  private static void awaitWaitingOrEnded(Thread thread) {
    while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void works_through_an_instance_that_runs_already_and_leaves_it_running() throws Exception {
    Config config = new Config(cluster).setClusterName(cluster);
    config
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.socket.bind.any", "false");
    config.getNetworkConfig().setPort(freePort());
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    HazelcastInstance running = Hazelcast.newHazelcastInstance(config);
    try {
      RegionStore store = open("a", Map.of("instance", cluster));
      assertWorks(store);
      store.close();
      assertThat(running.getLifecycleService().isRunning()).isTrue();
    } finally {
      running.shutdown();
    }
  }

  private HazelcastInstance memberOfCluster() {
    return Hazelcast.getAllHazelcastInstances().stream()
        .filter(each -> each.getConfig().getClusterName().equals(cluster))
        .findAny()
        .orElseThrow();
  }

  @Test
  void works_by_the_files_of_the_user(@TempDir Path directory) throws Exception {
    int port = freePort();
    String member =
        """
        hazelcast:
          cluster-name: %s
          network:
            port: { port: %d, auto-increment: false }
            interfaces: { enabled: true, interfaces: [127.0.0.1] }
            join:
              auto-detection: { enabled: false }
              multicast: { enabled: false }
          properties:
            hazelcast.socket.bind.any: false
            hazelcast.phone.home.enabled: false
        """
            .formatted(cluster, port);
    String client =
        """
        <hazelcast-client xmlns="http://www.hazelcast.com/schema/client-config">
          <cluster-name>%s</cluster-name>
          <network><cluster-members><address>127.0.0.1:%d</address></cluster-members></network>
        </hazelcast-client>
        """
            .formatted(cluster, port);
    Path memberFile = Files.writeString(directory.resolve("member.yaml"), member);
    Path clientFile = Files.writeString(directory.resolve("client.xml"), client);
    assertWorks(open("a", Map.of("mode", "member", "config", memberFile.toString())));
    assertThat(done(open("a", Map.of("config", clientFile.toString())).get(0, KEY)))
        .isEqualTo(RECORD);
    String failsInDoubt = "operation.fail.on.indeterminate.state";
    assertThat(memberOfCluster().getConfig().getProperty("hazelcast." + failsInDoubt))
        .isEqualTo("true");
    assertThat(clientOfCluster().getProperty("hazelcast.client." + failsInDoubt)).isEqualTo("true");
  }

  private ClientConfig clientOfCluster() {
    return HazelcastClient.getAllHazelcastClients().stream()
        .map(client -> ((HazelcastClientProxy) client).getClientConfig())
        .filter(config -> config.getClusterName().equals(cluster))
        .findAny()
        .orElseThrow();
  }

  @Test
  void refuses_an_instance_that_does_not_run() {
    assertThatThrownBy(() -> open("a", Map.of("instance", "nobody")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("region.hazelcast.instance")
        .hasMessageContaining("nobody");
  }

  @Test
  void says_that_a_member_does_not_start() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> settings =
          Map.of("mode", "member", "address", "127.0.0.1:" + taken.getLocalPort());
      assertThatThrownBy(() -> open("a", settings))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Hazelcast does not start");
    }
  }

  /**
   * Hazelcast's jar registers providers too, so that ours must be named. JCache looks once for each
   * class loader.
   */
  @Test
  void jcache_gives_ours_when_it_is_named() throws Exception {
    String ours = "com.heliosdb.edge.cache.jcache.EdgeCachingProvider";
    try (URLClassLoader unnamed = new URLClassLoader(new URL[0], getClass().getClassLoader());
        URLClassLoader named = new URLClassLoader(new URL[0], getClass().getClassLoader())) {
      assertThatThrownBy(() -> Caching.getCachingProvider(unnamed))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("Multiple CachingProviders");
      assertThat(Caching.getCachingProvider(ours).getClass().getName()).isEqualTo(ours);
      System.setProperty("javax.cache.spi.CachingProvider", ours);
      assertThat(Caching.getCachingProvider(named).getClass().getName()).isEqualTo(ours);
    } finally {
      System.clearProperty("javax.cache.spi.CachingProvider");
    }
  }

  private static void assertWorks(RegionStore store) throws Exception {
    assertThat(done(store.putIfNewer(0, KEY, RECORD))).isEqualTo(Outcome.STORED);
    assertThat(done(store.get(0, KEY))).isEqualTo(RECORD);
    Heard heard = new Heard();
    store.subscribe(heard);
    done(heard.stands);
    done(store.publish(new byte[] {5}));
    assertThat(done(heard.first)).containsExactly(5);
  }

  private RegionStore open(String cache, Map<String, String> settings) throws IOException {
    StoreOptions options = StoreOptions.of("region.hazelcast", settings);
    RegionStore store =
        new HazelcastRegionStoreProvider().open(new Context("region", cache, 1 << 20, options));
    opened.add(store);
    return store;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static final class Heard implements Subscriber {
    final CompletableFuture<Void> stands = new CompletableFuture<>();
    final CompletableFuture<byte[]> first = new CompletableFuture<>();

    @Override
    public void received(byte[] message) {
      first.complete(message);
    }

    @Override
    public void interrupted() {
      stands.complete(null);
    }
  }
}
