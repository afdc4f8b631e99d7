package com.heliosdb.edge.cache.examples.quickstart;

import com.heliosdb.edge.cache.azurite.AzuriteServer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Edge nodes that share a region, each in a JVM and with a directory of its own. To be used by one
 * thread.
 */
final class Fleet implements AutoCloseable {
  private static final Path AZURITE = Path.of("provider", "azure-blob", "azurite");

  /** Far above the default of 250 ms: it is one thread on the same cores as all who ask it. */
  private static final String AZURITE_DEADLINE = "5 s";

  private final HazelcastProcess hazelcast;
  private @Nullable AzuriteServer azurite;
  private final List<NodeProcess> nodes = new ArrayList<>();

  private Fleet(HazelcastProcess hazelcast) {
    this.hazelcast = hazelcast;
  }

  /** Starts the region and the nodes, and returns when all serve. */
  static Fleet start(URI origin, Path directory, Options options) throws IOException {
    Fleet fleet = new Fleet(HazelcastProcess.start());
    try {
      if (options.azurite()) {
        fleet.azurite = AzuriteServer.start(azuriteHome());
      }
      for (int i = 1; i <= options.nodes(); i++) {
        fleet.nodes.add(
            NodeProcess.start(
                origin,
                directory.resolve("node-" + i),
                options.heapBytes(),
                options.diskBytes(),
                fleet.settings()));
      }
      return fleet;
    } catch (IOException | RuntimeException failed) {
      fleet.close();
      throw failed;
    }
  }

  /** What makes a cache share its entries: the same on each node. */
  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(hazelcast.settings());
    settings.put("region.enabled", "true");
    settings.put("region.store", azurite == null ? "hazelcast" : "hazelcast, azure-blob");
    if (azurite != null) {
      settings.put("region.azure-blob.connection-string", azurite.connectionString());
      settings.put("region.azure-blob.deadline", AZURITE_DEADLINE);
      settings.put("region.azure-blob.request-timeout", AZURITE_DEADLINE);
    }
    return settings;
  }

  List<NodeProcess> nodes() {
    return nodes;
  }

  HazelcastProcess hazelcast() {
    return hazelcast;
  }

  /** Where the region is, for the reader of the report. */
  String region() {
    return "Hazelcast on "
        + hazelcast.address()
        + (azurite == null ? "" : ", and behind it Azurite at " + azurite.endpoint());
  }

  /** What all nodes did so far. */
  EdgeNode.Counts counts() throws IOException {
    EdgeNode.Counts sum = EdgeNode.Counts.NONE;
    for (NodeProcess node : nodes) {
      sum = sum.plus(node.counts());
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    try {
      for (NodeProcess node : nodes) {
        node.close();
      }
    } finally {
      nodes.forEach(NodeProcess::kill);
      hazelcast.close();
      if (azurite != null) {
        azurite.close();
      }
    }
  }

  /** Where this project says which Azurite it takes, above the jar that runs or beside it. */
  private static Path azuriteHome() throws IOException {
    String classPath = System.getProperty("java.class.path");
    int end = classPath.indexOf(File.pathSeparator);
    Path start = Path.of(end < 0 ? classPath : classPath.substring(0, end));
    for (Path above = start.toAbsolutePath(); above != null; above = above.getParent()) {
      Path home = above.resolve(AZURITE);
      if (Files.exists(home.resolve("package.json"))) {
        return home;
      }
    }
    throw new IOException(
        "--azurite needs the sources of this project, for " + AZURITE.resolve("package.json"));
  }
}
