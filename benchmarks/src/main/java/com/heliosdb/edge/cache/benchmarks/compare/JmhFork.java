package com.heliosdb.edge.cache.benchmarks.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/** Runs one row for one peer in a JVM of its own. */
final class JmhFork {
  private static final String PACKAGE = "com.heliosdb.edge.cache.benchmarks.";
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final String MISSES = "misses";
  private static final double[] PERCENTILES = {50, 90, 99, 99.9};
  private static final List<String> HEAP = List.of("-Xms2g", "-Xmx2g");
  // What Hazelcast asks for at its start "to get the best performance results".
  private static final List<String> HAZELCAST_ACCESS =
      List.of(
          "--add-modules=java.se",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  private final Pace pace;
  private final Path log;

  /**
   * Measures at a pace.
   *
   * @param log what JMH says, the last fork only
   */
  JmhFork(Pace pace, Path log) {
    this.pace = pace;
    this.log = log;
  }

  /**
   * How long is measured.
   *
   * @param iterations of the warm-up, and again of the measurement
   * @param millis the length of an iteration
   */
  record Pace(int iterations, int millis) {}

  /** What the JVM of a peer is given. */
  static List<String> jvmArguments(String peer) {
    List<String> arguments = new ArrayList<>(HEAP);
    if (peer.equals("hazelcast")) {
      arguments.addAll(HAZELCAST_ACCESS);
    }
    return arguments;
  }

  Measurement run(Row row, String peer, int pass) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(PACKAGE + row.benchmark()) + "$")
            .param("peer", peer)
            .forks(1)
            .threads(row.threads())
            .shouldFailOnError(true)
            .jvmArgsAppend(jvmArguments(peer).toArray(String[]::new))
            .output(log.toString());
    row.parameters().forEach(options::param);
    if (row.group() != Row.Group.START) {
      // The rare operations that make a p99 need more time to be met.
      int times = row.group() == Row.Group.DISK || row.group() == Row.Group.REGION ? 2 : 1;
      TimeValue time = TimeValue.milliseconds((long) times * pace.millis);
      options
          .warmupIterations(pace.iterations)
          .warmupTime(time)
          .measurementIterations(pace.iterations)
          .measurementTime(time)
          .addProfiler(GCProfiler.class);
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    return measurement(row, peer, pass, results.iterator().next());
  }

  private static Measurement measurement(Row row, String peer, int pass, RunResult result) {
    List<Double> scores = new ArrayList<>();
    long misses = 0;
    for (IterationResult iteration :
        result.getBenchmarkResults().iterator().next().getIterationResults()) {
      scores.add(iteration.getPrimaryResult().getScore());
      // Where JMH cannot report it: a fork that misses fails, so there was none.
      Result<?> missed = iteration.getSecondaryResults().get(MISSES);
      misses += missed == null ? 0 : (long) missed.getScore();
    }
    Result<?> allocated = result.getSecondaryResults().get(ALLOCATION);
    return new Measurement(
        row.id(),
        peer,
        pass,
        scores,
        percentiles(result),
        allocated == null ? Double.NaN : allocated.getScore(),
        misses);
  }

  private static SortedMap<Double, Double> percentiles(RunResult result) {
    SortedMap<Double, Double> percentiles = new TreeMap<>();
    if (result.getParams().getMode() == Mode.SampleTime) {
      Statistics times = result.getPrimaryResult().getStatistics();
      for (double at : PERCENTILES) {
        percentiles.put(at, times.getPercentile(at));
      }
    }
    return percentiles;
  }
}
