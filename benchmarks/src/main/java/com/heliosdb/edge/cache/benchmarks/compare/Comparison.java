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
 * <p>A peer that the first pass showed to be hopelessly slower in a row is not run again in it, and
 * one that is out of reach is not run in every row of the quick comparison.
 */
final class Comparison {
  private static final Pace QUICK = new Pace(3, 270);
  private static final Pace FULL = new Pace(5, 1_000);
  private static final double HOPELESS_QUICK = 2;
  private static final double HOPELESS_FULL = 10;
  private static final double OUT_OF_REACH = 20;
  private static final int ENTRIES_FOR_MEMORY_QUICK = 30_000;
  private static final int ENTRIES_FOR_MEMORY_FULL = 100_000;

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
        options.rows() == null
            ? new ForkedMemory(out)
                .measure(options.full() ? ENTRIES_FOR_MEMORY_FULL : ENTRIES_FOR_MEMORY_QUICK)
            : List.of();
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
      boolean slow = pass == 1 ? isOutOfReach(row, peer) : isHopeless(row, peer);
      if (!slow || isNamed(row, peer)) {
        all.add(peer);
      }
    }
    Collections.rotate(all, 1 - pass);
    return all;
  }

  /** Whether a target names this very peer. */
  private static boolean isNamed(Row row, String peer) {
    return row.targets().stream().anyMatch(target -> target.against().equals(List.of(peer)));
  }

  private boolean isHopeless(Row row, String peer) {
    double factor = options.full() ? HOPELESS_FULL : HOPELESS_QUICK;
    return peer.equals(Rows.FLOOR) || bestOfFirstPass(row, peer) > factor * bestOfFirstPass(row);
  }

  /** In the quick comparison one row of a kind is enough to show that a peer is far behind. */
  private boolean isOutOfReach(Row row, String peer) {
    return !options.full()
        && !peer.equals(Rows.FLOOR)
        && measurements.stream()
            .filter(m -> m.peer().equals(peer))
            .flatMap(m -> Rows.all().stream().filter(other -> other.id().equals(m.row())))
            .filter(other -> other.group() == row.group())
            .anyMatch(
                other -> bestOfFirstPass(other, peer) > OUT_OF_REACH * bestOfFirstPass(other));
  }

  private double bestOfFirstPass(Row row) {
    double best = Double.POSITIVE_INFINITY;
    for (String other : row.peers()) {
      if (!other.equals(Rows.FLOOR)) {
        best = Math.min(best, bestOfFirstPass(row, other));
      }
    }
    return best;
  }

  /** The best iteration: what disturbed the others shall not make a peer look hopeless. */
  private double bestOfFirstPass(Row row, String peer) {
    return measurements.stream()
        .filter(m -> m.row().equals(row.id()) && m.peer().equals(peer) && m.pass() == 1)
        .flatMap(m -> m.scores().stream())
        .mapToDouble(Double::doubleValue)
        .min()
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
    if (name.startsWith("bare")) {
      return "the service's own client";
    }
    String product = name.startsWith("ehcache") ? "ehcache" : name;
    try (Peer peer = Peers.start(product)) {
      return peer.version();
    }
  }
}
