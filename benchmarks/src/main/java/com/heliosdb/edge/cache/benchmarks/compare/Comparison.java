package com.heliosdb.edge.cache.benchmarks.compare;

import com.heliosdb.edge.cache.benchmarks.compare.JmhFork.Pace;
import com.heliosdb.edge.cache.benchmarks.peer.EdgePeer;
import com.heliosdb.edge.cache.benchmarks.peer.Peer;
import com.heliosdb.edge.cache.benchmarks.peer.Peers;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jmh.runner.RunnerException;

/**
 * The measurement itself. In each pass every row is run for every peer in turn, each in a JVM of
 * its own, and the order of the peers moves on from pass to pass: what disturbs the machine for a
 * while disturbs all alike.
 *
 * <p>A peer that the first pass showed to be hopelessly slower in a row is not run again in it.
 */
final class Comparison {
  private static final Pace QUICK = new Pace(3, 400);
  private static final Pace FULL = new Pace(5, 1_000);
  private static final double HOPELESS_QUICK = 2;
  private static final double HOPELESS_FULL = 10;
  private static final int ENTRIES_FOR_MEMORY = 100_000;

  private final CompareOptions options;
  private final PrintStream out;
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Results.Failure> failures = new ArrayList<>();

  Comparison(CompareOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  Results measure() throws IOException {
    List<Row> rows = options.chosenRows();
    long start = System.nanoTime();
    Path log = Files.createTempFile("edge-cache-compare", ".log");
    JmhFork fork = new JmhFork(options.full() ? FULL : QUICK, log);
    for (int pass = 1; pass <= options.passes(); pass++) {
      for (Row row : rows) {
        for (String peer : turn(row, pass)) {
          measure(fork, row, peer, pass, log);
        }
      }
    }
    if (failures.isEmpty()) {
      Files.delete(log);
    }
    List<Results.Memory> memory =
        options.rows() == null ? new ForkedMemory(out).measure(ENTRIES_FOR_MEMORY) : List.of();
    out.printf(
        Locale.ROOT,
        "%d forks in %d s%n",
        measurements.size(),
        (System.nanoTime() - start) / 1_000_000_000);
    return new Results(
        LocalDate.now(ZoneOffset.UTC).toString(),
        Machine.describe(),
        Machine.jdk(),
        options.command(),
        options.passes(),
        versions(),
        measurements,
        failures,
        memory);
  }

  /** Who runs in a pass, in this order. */
  private List<String> turn(Row row, int pass) {
    List<String> all = new ArrayList<>(List.of(row.ours()));
    for (String peer : row.peers()) {
      if (pass == 1 || (!peer.equals(Rows.FLOOR) && !isHopeless(row, peer))) {
        all.add(peer);
      }
    }
    Collections.rotate(all, 1 - pass);
    return all;
  }

  /** A peer that a target names is never passed over. */
  private boolean isHopeless(Row row, String peer) {
    boolean named =
        row.targets().stream().anyMatch(target -> target.against().equals(List.of(peer)));
    if (named) {
      return false;
    }
    double best = Double.POSITIVE_INFINITY;
    for (String other : row.peers()) {
      if (!other.equals(Rows.FLOOR)) {
        best = Math.min(best, firstTime(row, other));
      }
    }
    return firstTime(row, peer) > best * (options.full() ? HOPELESS_FULL : HOPELESS_QUICK);
  }

  private double firstTime(Row row, String peer) {
    return measurements.stream()
        .filter(m -> m.row().equals(row.id()) && m.peer().equals(peer) && m.pass() == 1)
        .mapToDouble(m -> m.figure(Metric.TIME))
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private void measure(JmhFork fork, Row row, String peer, int pass, Path log) {
    out.printf(Locale.ROOT, "pass %d  %-30s %-18s", pass, row.id(), peer);
    try {
      Measurement measurement = fork.run(row, peer, pass);
      measurements.add(measurement);
      out.printf(
          Locale.ROOT,
          "%,12.1f %s  %s%n",
          measurement.figure(Metric.TIME),
          row.unit(),
          measurement.percentiles().isEmpty() ? "" : measurement.percentiles());
    } catch (RunnerException e) {
      failures.add(new Results.Failure(row.id(), peer, pass, reason(e)));
      out.printf(" failed: %s (JMH's log: %s)%n", reason(e), log);
    }
  }

  /** JMH wraps what a benchmark threw, and what its clean-up threw stands beside it. */
  static String reason(Throwable failure) {
    Throwable deepest = failure;
    for (int depth = 0; depth < 10; depth++) {
      Throwable next =
          deepest.getSuppressed().length > 0 ? deepest.getSuppressed()[0] : deepest.getCause();
      if (next == null) {
        break;
      }
      deepest = next;
    }
    return deepest.getClass().getSimpleName() + ": " + deepest.getMessage();
  }

  private SortedMap<String, String> versions() {
    SortedMap<String, String> versions = new TreeMap<>();
    for (Measurement each : measurements) {
      versions.computeIfAbsent(each.peer(), Comparison::version);
    }
    return versions;
  }

  private static String version(String name) {
    if (name.startsWith("edge")) {
      return EdgePeer.productVersion();
    }
    String product = name.startsWith("ehcache") ? "ehcache" : name;
    try (Peer peer = Peers.start(product)) {
      return peer.version();
    }
  }
}
