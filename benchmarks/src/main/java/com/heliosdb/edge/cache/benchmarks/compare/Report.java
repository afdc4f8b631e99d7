package com.heliosdb.edge.cache.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Writes README.md and its plots. The text follows from the results alone. */
final class Report {
  private static final String UNBOUNDED = "infinispan";

  private final Results results;
  private final List<Row> rows;
  private final StringBuilder text = new StringBuilder();

  private Report(Results results) {
    this.results = results;
    rows =
        Rows.all().stream()
            .filter(row -> results.measurements().stream().anyMatch(m -> m.row().equals(row.id())))
            .toList();
  }

  /** Writes the report of the results into a directory that exists. */
  public static void write(Results results, Path directory) throws IOException {
    Report report = new Report(results);
    Files.writeString(directory.resolve("README.md"), report.markdown());
    Plots plots = new Plots(results, report.rows);
    Files.writeString(directory.resolve("latency.svg"), plots.latency());
    Files.writeString(directory.resolve("percentiles.svg"), plots.percentiles());
    Files.writeString(directory.resolve("memory.svg"), plots.memory());
  }

  /** What became of a target, in a line. */
  public static String line(Verdict verdict) {
    return "%-8s %-34s %s: %s"
        .formatted(
            verdict.met() ? "met" : "NOT MET",
            verdict.row().id(),
            verdict.target().metric().label(),
            verdict.target().isRatio()
                ? "%s / %s %s = %s, to be <= %s (passes: %s)"
                    .formatted(
                        Figures.of(verdict.ours()),
                        verdict.fastest() == null ? "nobody" : verdict.fastest(),
                        Figures.of(verdict.theirs()),
                        Figures.ratio(verdict.value()),
                        Figures.ratio(verdict.target().limit()),
                        passes(verdict))
                : "%s, to be <= %s"
                    .formatted(Figures.of(verdict.value()), Figures.of(verdict.target().limit())));
  }

  /** What became of a target for memory, in a line. */
  static String line(Results.MemoryVerdict verdict) {
    return "%-8s %s: %s B, to be <= %s B"
        .formatted(
            verdict.met() ? "met" : "NOT MET",
            verdict.what(),
            Figures.of(verdict.bytes()),
            Figures.of(verdict.limit()));
  }

  private static String passes(Verdict verdict) {
    return verdict.passRatios().stream().map(Figures::ratio).collect(Collectors.joining(", "));
  }

  private String markdown() {
    addHead();
    addTargets();
    addPeersThatWin();
    for (Row.Group group : Row.Group.values()) {
      addTable(group);
    }
    addPercentiles();
    addMemory();
    addVersions();
    addMethod();
    addFailures();
    return text.toString();
  }

  private void addHead() {
    add("# Speed and memory beside other caches");
    add("");
    add("%s. %s. %s.".formatted(results.date(), results.machine(), results.jdk()));
    add("Raw figures: [results.json](results.json).");
    add("");
    add("```");
    add(results.command());
    add("```");
    add("");
  }

  private void addTargets() {
    List<Verdict> verdicts = rows.stream().flatMap(row -> results.verdicts(row).stream()).toList();
    if (verdicts.isEmpty()) {
      return;
    }
    add("## Targets");
    add("");
    long met = verdicts.stream().filter(Verdict::met).count();
    add("%d of %d are met.".formatted(met, verdicts.size()));
    add("A ratio is our median over the passes, divided by that of the fastest peer.");
    add("");
    add("| what | ours | fastest of those compared with | ratio | in each pass | to reach | |");
    add("|---|--:|---|--:|---|--:|---|");
    for (Verdict each : verdicts) {
      String unit = each.target().metric() == Metric.ALLOCATION ? "B" : each.row().unit();
      String what =
          each.target().metric() == Metric.TIME
              ? each.row().title()
              : each.row().title() + ": " + each.target().metric().label();
      add(
          "| %s | %s %s | %s | %s | %s | ≤ %s | %s |"
              .formatted(
                  what,
                  Figures.of(each.ours()),
                  unit,
                  each.fastest() == null
                      ? "–"
                      : "%s, %s %s".formatted(each.fastest(), Figures.of(each.theirs()), unit),
                  each.target().isRatio() ? Figures.ratio(each.value()) : "–",
                  passes(each),
                  each.target().isRatio() ? Figures.ratio(each.target().limit()) : "0 B",
                  each.met() ? "met" : "**not met**"));
    }
    add("");
    add("![Time of a hit](latency.svg)");
    add("");
  }

  private void addPeersThatWin() {
    List<String> wins = rows.stream().flatMap(row -> winsOver(row).stream()).toList();
    add("## Where a peer is faster");
    add("");
    if (wins.isEmpty()) {
      add("Nowhere in what was measured.");
    } else {
      wins.forEach(this::add);
    }
    add("");
  }

  private List<String> winsOver(Row row) {
    double ours = typical(row, row.ours());
    return row.peers().stream()
        .filter(peer -> !peer.equals(Rows.FLOOR) && typical(row, peer) < ours)
        .map(
            peer ->
                "- %s: %s takes %s %s, we take %s"
                    .formatted(
                        row.title(),
                        peer,
                        Figures.of(typical(row, peer)),
                        row.unit(),
                        Figures.of(ours)))
        .toList();
  }

  /** The figure for tables: of single operations the median one, else the mean. */
  private double typical(Row row, String peer) {
    double median = results.median(row.id(), peer, Metric.P50);
    return Double.isNaN(median) ? results.median(row.id(), peer, Metric.TIME) : median;
  }

  private void addTable(Row.Group group) {
    List<Row> shown = rows.stream().filter(row -> row.group() == group).toList();
    if (shown.isEmpty()) {
      return;
    }
    List<String> peers = shown.stream().flatMap(row -> row.peers().stream()).distinct().toList();
    add("## " + group.title());
    add("");
    add("| what | | ours | %s |".formatted(String.join(" | ", peers)));
    add("|---|---|--:|%s|".formatted("--:|".repeat(peers.size()).replaceAll("\\|$", "")));
    for (Row row : shown) {
      String others =
          peers.stream()
              .map(peer -> Figures.of(typical(row, peer)))
              .collect(Collectors.joining(" | "));
      add(
          "| %s | %s | **%s** | %s |"
              .formatted(row.title(), row.unit(), Figures.of(typical(row, row.ours())), others));
    }
    add("");
    addThroughput(shown);
  }

  private void addThroughput(List<Row> shown) {
    List<Row> together = shown.stream().filter(row -> row.threads() > 1).toList();
    if (together.isEmpty()) {
      return;
    }
    add("With 2 threads, in millions of operations a second of both together:");
    add("");
    for (Row row : together) {
      add("- %s: %s".formatted(row.title(), throughputs(row)));
    }
    add("");
  }

  private String throughputs(Row row) {
    List<String> all = new java.util.ArrayList<>();
    all.add("ours " + throughput(row, row.ours()));
    for (String peer : row.peers()) {
      if (!Double.isNaN(results.median(row.id(), peer, Metric.TIME))) {
        all.add(peer + " " + throughput(row, peer));
      }
    }
    return String.join(", ", all);
  }

  private String throughput(Row row, String peer) {
    double nanos = results.median(row.id(), peer, Metric.TIME);
    return Figures.of(row.threads() * 1_000 / nanos);
  }

  private void addPercentiles() {
    List<Row> timed =
        rows.stream()
            .filter(row -> !Double.isNaN(results.median(row.id(), row.ours(), Metric.P50)))
            .toList();
    if (timed.isEmpty()) {
      return;
    }
    add("## Percentiles");
    add("");
    add("| what | | who | p50 | p90 | p99 | p99.9 |");
    add("|---|---|---|--:|--:|--:|--:|");
    for (Row row : timed) {
      addPercentiles(row, row.ours(), "ours");
      for (String peer : row.peers()) {
        if (!Double.isNaN(results.median(row.id(), peer, Metric.P50))) {
          addPercentiles(row, peer, peer);
        }
      }
    }
    add("");
    add("![Percentiles](percentiles.svg)");
    add("");
  }

  private void addPercentiles(Row row, String peer, String who) {
    add(
        "| %s | %s | %s | %s | %s | %s | %s |"
            .formatted(
                row.title(),
                row.unit(),
                who,
                Figures.of(results.percentile(row.id(), peer, 50)),
                Figures.of(results.percentile(row.id(), peer, 90)),
                Figures.of(results.percentile(row.id(), peer, 99)),
                Figures.of(results.percentile(row.id(), peer, 99.9))));
  }

  private void addMemory() {
    if (results.memory().isEmpty()) {
      return;
    }
    add("## Heap of an entry");
    add("");
    add("Bytes besides the key and the value that the caller holds; who keeps copies of them is");
    add("charged for the copies. `edge-disk` holds its entries on disk only.");
    add("");
    add("| who | entries | by the graph of objects | by the heap after collection |");
    add("|---|--:|--:|--:|");
    for (Results.Memory each : results.memory()) {
      add(
          "| %s | %,d | %s | %s |"
              .formatted(
                  each.peer(),
                  each.entries(),
                  Figures.of(each.graphBytes()),
                  Figures.of(each.heapBytes())));
    }
    add("");
    for (Results.MemoryVerdict each : results.memoryVerdicts()) {
      add(
          "- %s: %s B, to reach ≤ %s B: %s"
              .formatted(
                  each.what(),
                  Figures.of(each.bytes()),
                  Figures.of(each.limit()),
                  each.met() ? "met" : "**not met**"));
    }
    add("");
    add("![Heap of an entry](memory.svg)");
    add("");
  }

  private void addVersions() {
    add("## Who took part");
    add("");
    add("| who | version | forks | keys not found |");
    add("|---|---|--:|--:|");
    results
        .forksAndMisses()
        .forEach(
            (peer, sums) ->
                add(
                    "| %s | %s | %d | %d |"
                        .formatted(
                            peer, results.versions().getOrDefault(peer, "–"), sums[0], sums[1])));
    add("");
  }

  private void addMethod() {
    add("## How it was measured");
    add("");
    add("- Through `javax.cache.Cache`; the disk caches of Ehcache through its own interface.");
    add(
        "- Passes: %d. In each, every row is run for every peer in turn, each in a JVM of its own"
            .formatted(results.passes()));
    add("  with a heap of 2 GiB; the order moves on from pass to pass. A peer that the first pass");
    add("  shows to be hopelessly slower in a row is not run again in it; a dash: not run at all.");
    add("- Each has room for twice the entries; only %s has no bound.".formatted(UNBOUNDED));
    add("- Keys asked for are equal, never identical, to those put. A key that is not found fails");
    add("  the run.");
    add("- `map` is a bare ConcurrentHashMap, the floor below all caches: no bound, no copies, no");
    add("  statistics. It takes no part in the ratios.");
    add("- The disk caches were filled, closed and opened again; the page cache is warm. Ours");
    add(
        "  promotes nothing there, and `ehcache-heap-disk` copies each entry to its heap on a hit.");
    add("");
  }

  private void addFailures() {
    if (results.failures().isEmpty()) {
      return;
    }
    add("## What failed");
    add("");
    for (Results.Failure each : results.failures()) {
      add(
          "- %s, %s, pass %d: %s"
              .formatted(each.row(), each.peer(), each.pass(), each.reason().replace("\n", " ")));
    }
    add("");
  }

  private void add(String line) {
    text.append(line).append('\n');
  }
}
