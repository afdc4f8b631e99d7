package com.heliosdb.edge.cache.hazelcast;

import com.heliosdb.edge.cache.hazelcast.testing.HazelcastMembers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An {@link EdgeNode} and the way to talk to it. To be used by one thread. */
final class EdgeNodeProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String ENDED = "ended";

  /** How a node is to be; what is not said here is as users have it. */
  static final class Spec {
    Path directory;
    HazelcastMembers members;
    int threads = 2;
    int operationsPerSecond = 1_000;

    /** Share of the invalidations that this node does not hear. */
    double lose;

    /** Share of the answers to reads of the region that are held back for some milliseconds. */
    double late;

    Map<String, String> settings = Map.of();

    EdgeNodeProcess start(int number) throws IOException {
      return new EdgeNodeProcess(this, number);
    }
  }

  private final String name;
  private final Path history;
  private final Process process;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private EdgeNodeProcess(Spec spec, int number) throws IOException {
    name = "n" + number;
    history = spec.directory.resolve(name + ".history");
    String store = "region." + RecordingRegionStoreProvider.NAME;
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Dhazelcast.logging.type=none",
                "-Dnode.seed=" + (number + 1),
                "-Dnode.lose=" + spec.lose,
                "-Dnode.late=" + spec.late,
                "-cp",
                System.getProperty("java.class.path"),
                EdgeNode.class.getName(),
                name,
                history.toString(),
                String.valueOf(spec.threads),
                String.valueOf(spec.operationsPerSecond),
                "heap.max-entries=3",
                "disk.enabled=true",
                "disk.path=" + spec.directory.resolve(name),
                "disk.capacity=8 MiB",
                "disk.slices=1",
                "heap.capacity=1 MiB",
                "region.enabled=true",
                "region.store=" + RecordingRegionStoreProvider.NAME,
                store + ".cluster-name=" + spec.members.clusterName(),
                store + ".members=" + spec.members.addresses()));
    spec.settings.forEach((key, value) -> command.add(key + "=" + value));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread reader = new Thread(this::listen, "edge-node-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void listen() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(this::heard);
    } catch (IOException | UncheckedIOException e) {
      System.out.println(name + ": output lost: " + e.getMessage());
    }
    answers.add(ENDED);
  }

  private void heard(String line) {
    if (line.startsWith(EdgeNode.ANSWER)) {
      answers.add(line.substring(EdgeNode.ANSWER.length()));
    } else {
      System.out.println(name + ": " + line);
    }
  }

  /** Says a line that the node answers. */
  void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Waits for the answer to the oldest line that was not answered yet; the first is "ready". */
  String answer() throws IOException, InterruptedException {
    String answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (answer == null || answer.equals(ENDED)) {
      throw new IOException("node " + name + (answer == null ? " does not answer" : " ended"));
    }
    return answer;
  }

  String ask(String line) throws IOException, InterruptedException {
    tell(line);
    return answer();
  }

  /** What was recorded until the node last stopped, or was looked at. */
  History history() throws IOException {
    return History.read(history);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
