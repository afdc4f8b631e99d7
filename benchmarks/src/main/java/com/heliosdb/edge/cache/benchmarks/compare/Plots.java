package com.heliosdb.edge.cache.benchmarks.compare;

import com.heliosdb.edge.cache.benchmarks.compare.BarChart.Bar;
import com.heliosdb.edge.cache.benchmarks.compare.BarChart.Group;
import java.util.ArrayList;
import java.util.List;

/** The plots of the report. */
final class Plots {
  private static final String OURS = "Helios Edge Cache";

  private final Results results;
  private final List<Row> rows;

  Plots(Results results, List<Row> rows) {
    this.results = results;
    this.rows = rows;
  }

  String latency() {
    List<Group> groups = new ArrayList<>();
    for (Row row : rows) {
      if (row.group() == Row.Group.HEAP_READS) {
        groups.add(bars(row, row.title(), peer -> results.median(row.id(), peer, Metric.TIME)));
      }
    }
    return BarChart.draw("Time of a hit on the heap", "ns, shorter is better", groups);
  }

  String percentiles() {
    List<Group> groups = new ArrayList<>();
    for (Row row : rows) {
      if (Double.isNaN(results.median(row.id(), row.ours(), Metric.P50))) {
        continue;
      }
      for (double at : new double[] {50, 99}) {
        groups.add(
            bars(
                row,
                "%s: p%.0f, %s".formatted(row.title(), at, row.unit()),
                peer -> results.percentile(row.id(), peer, at)));
      }
    }
    return BarChart.draw("Time of single operations", "see each, shorter is better", groups);
  }

  String memory() {
    List<Bar> bars =
        results.memory().stream()
            .map(each -> new Bar(each.peer(), each.heapBytes(), each.peer().startsWith("edge")))
            .toList();
    return BarChart.draw(
        "Heap of an entry besides key and value",
        "bytes, shorter is better",
        List.of(new Group("", bars)));
  }

  /** A figure of a peer. */
  @FunctionalInterface
  private interface Figure {
    double of(String peer);
  }

  private static Group bars(Row row, String heading, Figure figure) {
    List<Bar> bars = new ArrayList<>();
    bars.add(new Bar(OURS, figure.of(row.ours()), true));
    for (String peer : row.peers()) {
      bars.add(new Bar(peer, figure.of(peer), false));
    }
    return new Group(heading, bars);
  }
}
