package com.heliosdb.edge.cache.hazelcast.testing;

import com.hazelcast.core.Hazelcast;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.Cache;

/**
 * A Hazelcast cluster on loopback whose members are JVMs of their own, which can be killed, frozen
 * and started again. To be used by one thread.
 */
public final class HazelcastMembers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LINES_KEPT = 50;

  private final String cluster = "edge-cache-" + UUID.randomUUID();
  private final List<Integer> ports = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();

  private HazelcastMembers() {}

  /**
   * Starts a cluster and waits until all its members see each other.
   *
   * @throws IOException if a member does not start; with the last of what it said
   */
  public static HazelcastMembers start(int count) throws IOException {
    HazelcastMembers cluster = new HazelcastMembers();
    cluster.reservePorts(count);
    try {
      for (int i = 0; i < count; i++) {
        cluster.members.add(cluster.launch(i));
        // The first one alone, so that the others find a cluster to join.
        if (i == 0) {
          cluster.members.get(0).awaitSize(1);
        }
      }
      cluster.awaitAll();
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  /** The name of the cluster. */
  public String clusterName() {
    return cluster;
  }

  /** The addresses of all members, with commas between them. */
  public String addresses() {
    return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  /** Kills a member as {@code kill -9} does, and waits until it is gone. */
  public void kill(int member) throws IOException {
    members.get(member).kill();
  }

  /** Kills all members. */
  public void killAll() throws IOException {
    for (Member member : members) {
      member.kill();
    }
  }

  /** Starts a member that was killed, and waits until all see each other. */
  public void restart(int member) throws IOException {
    members.set(member, launch(member));
    awaitAll();
  }

  /** Starts all members anew after {@link #killAll}. */
  public void restartAll() throws IOException {
    for (int i = 0; i < members.size(); i++) {
      members.set(i, launch(i));
      if (i == 0) {
        members.get(0).awaitSize(1);
      }
    }
    awaitAll();
  }

  /** Stops a member in the middle of what it does. */
  public void freeze(int member) throws IOException {
    members.get(member).signal("STOP");
  }

  /** Lets a frozen member go on. */
  public void thaw(int member) throws IOException {
    members.get(member).signal("CONT");
  }

  /** Waits until every member sees as many as were started. */
  public void awaitAll() throws IOException {
    for (Member member : members) {
      member.awaitSize(members.size());
    }
  }

  @Override
  public void close() {
    for (Member member : members) {
      try {
        member.kill();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void reservePorts(int count) throws IOException {
    List<ServerSocket> reserved = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      reserved.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
  }

  private Member launch(int index) throws IOException {
    String allPorts = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            Stream.of(HazelcastMember.class, Hazelcast.class, Cache.class)
                .map(HazelcastMembers::origin)
                .collect(Collectors.joining(File.pathSeparator)),
            HazelcastMember.class.getName(),
            cluster,
            String.valueOf(ports.get(index)),
            allPorts);
    return new Member(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private static String origin(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One member's process and what it says. Thread-safe. */
  private static final class Member {
    private final Process process;

    // The following are guarded by this.
    private final Deque<String> said = new ArrayDeque<>();
    private int size;
    private boolean ended;

    Member(Process process) {
      this.process = process;
      Thread reader = new Thread(this::listen, "hazelcast-member-" + process.pid());
      reader.setDaemon(true);
      reader.start();
    }

    /** A pipe that nobody reads fills up and stops the member. */
    private void listen() {
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        output.lines().forEach(this::heard);
      } catch (IOException | UncheckedIOException e) {
        heard("(output lost: " + e.getMessage() + ")");
      }
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }

    private synchronized void heard(String line) {
      if (line.startsWith(HazelcastMember.SEES)) {
        size = Integer.parseInt(line.substring(HazelcastMember.SEES.length()));
        notifyAll();
        return;
      }
      said.add(line);
      if (said.size() > LINES_KEPT) {
        said.remove();
      }
    }

    synchronized void awaitSize(int wanted) throws IOException {
      long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
      while (size != wanted) {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (ended || leftMillis <= 0) {
          throw new IOException(
              "Hazelcast member saw %d members, not %d; it said:%n%s"
                  .formatted(size, wanted, String.join("\n", said)));
        }
        try {
          wait(leftMillis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted while a Hazelcast member started", e);
        }
      }
    }

    void signal(String name) throws IOException {
      Process sender = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
      if (await(sender) != 0) {
        throw new IOException("kill -" + name + " failed for " + process.pid());
      }
    }

    void kill() throws IOException {
      await(process.destroyForcibly());
    }

    private static int await(Process process) throws IOException {
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while a process ended", e);
      }
    }
  }
}
