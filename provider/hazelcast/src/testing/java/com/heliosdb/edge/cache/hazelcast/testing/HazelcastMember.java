package com.heliosdb.edge.cache.hazelcast.testing;

import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.List;

/**
 * A Hazelcast member on loopback, in a JVM of its own: says on its output how many members it sees,
 * and ends when its input does, so that it never outlives who started it.
 */
final class HazelcastMember {
  static final String SEES = "members: ";

  private HazelcastMember() {}

  /** Takes the cluster's name, the member's port, and the ports of all members. */
  public static void main(String[] args) throws IOException {
    Config config = config(args[0], Integer.parseInt(args[1]), args[2]);
    HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
    member
        .getCluster()
        .addMembershipListener(
            new MembershipAdapter() {
              @Override
              public void memberAdded(MembershipEvent event) {
                say(event.getMembers().size());
              }

              @Override
              public void memberRemoved(MembershipEvent event) {
                say(event.getMembers().size());
              }
            });
    say(member.getCluster().getMembers().size());
    while (System.in.read() >= 0) {
      // Nothing is to be read.
    }
    Runtime.getRuntime().halt(0);
  }

  private static Config config(String cluster, int port, String allPorts) {
    Config config = new Config();
    config.setClusterName(cluster);
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    config
        .setProperty("hazelcast.logging.type", "none")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        // A frozen member is given up soon, for the tests' sake.
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "8");
    config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).setInterfaces(List.of("127.0.0.1"));
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true);
    for (String each : allPorts.split(",", -1)) {
      join.getTcpIpConfig().addMember("127.0.0.1:" + each);
    }
    return config;
  }

  private static void say(int members) {
    System.out.println(SEES + members);
  }
}
