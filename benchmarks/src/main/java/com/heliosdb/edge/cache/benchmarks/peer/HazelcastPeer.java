package com.heliosdb.edge.cache.benchmarks.peer;

import com.hazelcast.cache.HazelcastCachingProvider;
import com.hazelcast.config.CacheConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.util.UUID;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;

/** A Hazelcast member in this JVM, alone on the loopback interface, without backups. */
final class HazelcastPeer extends ProviderPeer {
  // Hazelcast divides the bound among 271 partitions, which fill unevenly.
  private static final int ROOM_FOR_UNEVEN_PARTITIONS = 10;

  private final HazelcastInstance member;

  HazelcastPeer() {
    this(Hazelcast.newHazelcastInstance(alone()));
  }

  private HazelcastPeer(HazelcastInstance member) {
    super(
        Caching.getCachingProvider(HazelcastCachingProvider.MEMBER_CACHING_PROVIDER),
        provider -> managerOn(member, provider));
    this.member = member;
  }

  private static CacheManager managerOn(HazelcastInstance member, CachingProvider from) {
    return from.getCacheManager(
        from.getDefaultURI(),
        from.getDefaultClassLoader(),
        HazelcastCachingProvider.propertiesByInstanceItself(member));
  }

  private static Config alone() {
    // Its first lines are logged before it looks at a configuration.
    System.setProperty("hazelcast.logging.type", "none");
    Config config = new Config();
    config.setClusterName("benchmark-" + UUID.randomUUID());
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(false);
    return config;
  }

  @Override
  <V> Configuration<String, V> configure(CacheSpec<V> spec) {
    return new CacheConfig<>(spec.standard())
        .setBackupCount(0)
        .setEvictionConfig(
            new EvictionConfig()
                .setEvictionPolicy(EvictionPolicy.LRU)
                .setMaxSizePolicy(MaxSizePolicy.ENTRY_COUNT)
                .setSize(ROOM_FOR_UNEVEN_PARTITIONS * spec.capacity()));
  }

  @Override
  public void close() {
    super.close();
    member.shutdown();
  }
}
