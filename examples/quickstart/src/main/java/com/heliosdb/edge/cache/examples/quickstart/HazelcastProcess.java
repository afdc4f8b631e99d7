package com.heliosdb.edge.cache.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The region: a Hazelcast member in a JVM of its own, which can be killed and started again on the
 * same port. It has nothing of Helios Edge Cache in it. To be used by one thread.
 */
final class HazelcastProcess implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  /** Far above the default of 80 ms: it starts cold, on the same cores as all who ask it. */
  private static final String DEADLINE = "5 s";

  private final String cluster;
  private final int port;
  private Process process;

  private HazelcastProcess(String cluster, int port) throws IOException {
    this.cluster = cluster;
    this.port = port;
    this.process = launch(cluster, port);
  }

  /** Starts a member and returns when it serves. */
  static HazelcastProcess start() throws IOException {
    return new HazelcastProcess("quickstart-" + UUID.randomUUID(), freePort());
  }

  String address() {
    return HOST + ":" + port;
  }

  /** What an edge node needs to know of it. */
  Map<String, String> settings() {
    return Map.of(
        "region.hazelcast.cluster-name", cluster,
        "region.hazelcast.members", address(),
        "region.hazelcast.deadline", DEADLINE);
  }

  /** As {@code kill -9} does; returns when it is gone, and with it all that it held. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again, empty, and returns when it serves. */
  void restart() throws IOException {
    process = launch(cluster, port);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static Process launch(String cluster, int port) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-Dhazelcast.logging.type=none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    HazelcastProcess.class.getName(),
                    cluster,
                    Integer.toString(port)))
            .redirectError(Redirect.INHERIT)
            .start();
    if (process.inputReader(UTF_8).readLine() == null) {
      process.destroyForcibly();
      throw new IOException("The Hazelcast member ended before it served");
    }
    return process;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * A member on loopback that nobody joins. Says when it serves, and ends when its input does.
   *
   * @param args the cluster's name, the member's port
   */
  public static void main(String[] args) throws IOException {
    Config config = new Config();
    config.setClusterName(args[0]);
    config.getMetricsConfig().setEnabled(false);
    config
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.socket.bind.any", "false");
    config
        .getNetworkConfig()
        .setPort(Integer.parseInt(args[1]))
        .setPortAutoIncrement(false)
        .getInterfaces()
        .setEnabled(true)
        .addInterface(HOST);
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);

    System.out.println(Hazelcast.newHazelcastInstance(config).getName());
    System.in.transferTo(OutputStream.nullOutputStream());
    Runtime.getRuntime().halt(0);
  }
}
