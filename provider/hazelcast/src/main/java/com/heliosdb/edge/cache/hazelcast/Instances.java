package com.heliosdb.edge.cache.hazelcast;

import com.hazelcast.cache.HazelcastCacheManager;
import com.hazelcast.cache.HazelcastCachingProvider;
import com.hazelcast.cache.HazelcastMemberCachingProvider;
import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.cache.HazelcastClientCachingProvider;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.client.config.XmlClientConfigBuilder;
import com.hazelcast.client.config.YamlClientConfigBuilder;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleListener;
import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.hazelcast.HazelcastOptions.Link;
import com.heliosdb.edge.cache.hazelcast.HazelcastOptions.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.cache.spi.CachingProvider;

/** Starts or finds Hazelcast instances. */
final class Instances {
  /**
   * An instance to work with.
   *
   * @param caches makes and destroys caches in it, none of them known to {@code
   *     javax.cache.Caching}
   * @param client whether it is a client; else a member
   * @param connects whether it is still to reach the cluster, of which its listener is told
   * @param ours whether we started it, and so shut it down
   */
  record Started(
      HazelcastInstance instance,
      HazelcastCacheManager caches,
      boolean client,
      boolean connects,
      boolean ours) {}

  /** What no backup has acknowledged was not written; a user's own file may say otherwise. */
  private static final String CLIENT_FAILS_IN_DOUBT =
      "hazelcast.client.operation.fail.on.indeterminate.state";

  private static final String MEMBER_FAILS_IN_DOUBT =
      "hazelcast.operation.fail.on.indeterminate.state";

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private Instances() {}

  /**
   * Starts an instance, or finds the one that the link names. A client comes up without waiting for
   * the cluster.
   *
   * @param listener of an instance that is started here, from its very start
   * @throws IOException if it cannot be started
   */
  static Started start(Link link, LifecycleListener listener) throws IOException {
    if (link.instance().isPresent()) {
      return existing(link.instance().get());
    }
    ClassLoader loader = Instances.class.getClassLoader();
    try {
      if (link.mode() == Mode.MEMBER) {
        Config config =
            link.config().isPresent() ? memberConfig(link.config().get()) : member(link);
        if (config.getProperty(MEMBER_FAILS_IN_DOUBT) == null) {
          config.setProperty(MEMBER_FAILS_IN_DOUBT, "true");
        }
        config.setClassLoader(loader).addListenerConfig(new ListenerConfig(listener));
        return ofMember(Hazelcast.newHazelcastInstance(config), true);
      }
      ClientConfig config =
          link.config().isPresent() ? clientConfig(link.config().get()) : client(link);
      if (config.getProperty(CLIENT_FAILS_IN_DOUBT) == null) {
        config.setProperty(CLIENT_FAILS_IN_DOUBT, "true");
      }
      config
          .getConnectionStrategyConfig()
          .setAsyncStart(true)
          .setReconnectMode(ReconnectMode.ASYNC);
      config.setClassLoader(loader).addListenerConfig(new ListenerConfig(listener));
      return ofClient(HazelcastClient.newHazelcastClient(config), true);
    } catch (HazelcastException | IllegalStateException e) {
      throw new IOException("Hazelcast does not start: " + e.getMessage(), e);
    }
  }

  private static Started existing(String name) {
    HazelcastInstance client = HazelcastClient.getHazelcastClientByName(name);
    if (client != null) {
      return ofClient(client, false);
    }
    HazelcastInstance member = Hazelcast.getHazelcastInstanceByName(name);
    if (member == null) {
      throw new InvalidSettingException(
          "region.hazelcast.instance must be the name of a Hazelcast member or client of this JVM, "
              + "but was "
              + name
              + ", which does not run; start it before the cache is created");
    }
    return ofMember(member, false);
  }

  private static Started ofClient(HazelcastInstance instance, boolean ours) {
    return new Started(
        instance, caches(new HazelcastClientCachingProvider(), instance), true, ours, ours);
  }

  private static Started ofMember(HazelcastInstance instance, boolean ours) {
    return new Started(
        instance, caches(new HazelcastMemberCachingProvider(), instance), false, false, ours);
  }

  /** The provider's own URI and class loader, because others would become part of the names. */
  private static HazelcastCacheManager caches(
      CachingProvider provider, HazelcastInstance instance) {
    return (HazelcastCacheManager)
        provider.getCacheManager(
            null, null, HazelcastCachingProvider.propertiesByInstanceItself(instance));
  }

  private static ClientConfig client(Link link) {
    ClientConfig config = new ClientConfig();
    config.setClusterName(link.clusterName());
    config.getMetricsConfig().setEnabled(false);
    config
        .getNetworkConfig()
        .setAddresses(link.members())
        .setConnectionTimeout((int) link.timeout().toMillis());
    config
        .getConnectionStrategyConfig()
        .getConnectionRetryConfig()
        .setInitialBackoffMillis((int) FIRST_PAUSE.toMillis())
        .setMaxBackoffMillis((int) LONGEST_PAUSE.toMillis())
        .setClusterConnectTimeoutMillis(-1);
    long millis = link.timeout().toMillis();
    config
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.client.heartbeat.interval", Long.toString(millis / 5))
        .setProperty("hazelcast.client.heartbeat.timeout", Long.toString(millis))
        .setProperty(
            "hazelcast.client.invocation.timeout.seconds", Long.toString((millis + 999) / 1000))
        .setProperty("hazelcast.client.invocation.retry.pause.millis", "100")
        .setProperty("hazelcast.client.operation.backup.timeout.millis", Long.toString(millis));
    return config;
  }

  private static Config member(Link link) throws IOException {
    Config config = new Config();
    config.setClusterName(link.clusterName());
    config.getMetricsConfig().setEnabled(false);
    config
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false");
    NetworkConfig network = config.getNetworkConfig();
    if (link.address().isPresent()) {
      listen(config, link.address().get());
    }
    JoinConfig join = network.getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(link.members());
    return config;
  }

  private static void listen(Config config, String address) throws IOException {
    int colon = address.lastIndexOf(':');
    boolean port = colon > address.lastIndexOf(']');
    String host = port ? address.substring(0, colon) : address;
    NetworkConfig network = config.getNetworkConfig();
    if (port) {
      network.setPort(Integer.parseInt(address.substring(colon + 1))).setPortAutoIncrement(false);
    }
    // Hazelcast takes no names here.
    String ip = InetAddress.getByName(host).getHostAddress();
    network.getInterfaces().setEnabled(true).setInterfaces(List.of(ip));
    config.setProperty("hazelcast.socket.bind.any", "false");
  }

  private static Config memberConfig(Path file) throws IOException {
    return Config.loadFromFile(file.toFile());
  }

  private static ClientConfig clientConfig(Path file) throws IOException {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".xml")
        ? new XmlClientConfigBuilder(file.toFile()).build()
        : new YamlClientConfigBuilder(file.toFile()).build();
  }
}
