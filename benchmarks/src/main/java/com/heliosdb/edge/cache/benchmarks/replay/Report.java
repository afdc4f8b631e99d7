package com.heliosdb.edge.cache.benchmarks.replay;

import com.heliosdb.edge.cache.benchmarks.compare.BarChart;
import com.heliosdb.edge.cache.benchmarks.compare.BarChart.Bar;
import com.heliosdb.edge.cache.benchmarks.compare.BarChart.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Comparisons as text. */
final class Report {
  private Report() {}

  /** One trace in full. */
  static String of(Comparison c) {
    EdgeReplay.Result edge = c.edge();
    StringBuilder out = new StringBuilder();
    line(
        out,
        "%s: %,d requests of %,d keys; policy %s; %s",
        c.trace(),
        c.requests(),
        c.uniqueKeys(),
        c.policy(),
        c.timesOfTrace() ? "times of the trace" : "1 ms a request");
    line(
        out,
        "capacity in entries: L1 %,d, L2 %,d besides copies of L1, L3 %,d",
        c.capacities().heap(),
        c.capacities().disk(),
        c.capacities().region());
    line(out, "");
    line(out, "%-16s %12s %8s %9s", "answered by", "requests", "share %", "ms each");
    answers(out, c, "L1 heap", edge.heapHits(), c.latencies().heapMillis());
    answers(out, c, "L2 disk", edge.diskHits(), c.latencies().diskMillis());
    answers(out, c, "L3 region", edge.regionHits(), c.latencies().regionMillis());
    answers(out, c, "origin", edge.originLoads(), c.latencies().originMillis());
    line(out, "");
    line(out, "local %.2f %%, mean %.3f ms", c.percent(edge.localHits()), c.meanMillis());
    line(
        out,
        "per request: %.4f disk writes, %.4f disk reads, %.4f promotions, %.4f demotions",
        c.perRequest(edge.diskWrites()),
        c.perRequest(edge.diskReads()),
        c.perRequest(edge.promotions()),
        c.perRequest(edge.demotions()));
    line(
        out,
        "learned from %,d samples; %,d more were dropped",
        edge.samples() - edge.droppedSamples(),
        edge.droppedSamples());
    line(
        out,
        "held: at most %,d entries on disk, %,d on the heap at the end",
        edge.mostDiskEntries(),
        edge.heapEntries());
    line(out, "");
    line(out, "%-16s %14s %14s", "hits %", "L1's entries", "L1 + L2");
    percentages(out, "helios", c.percent(edge.heapHits()), c.percent(edge.localHits()));
    for (Peer peer : Peer.values()) {
      percentages(
          out,
          peer.label(),
          c.percent(c.peersInHeap().getOrDefault(peer, 0L)),
          c.percent(c.peersInLocal().getOrDefault(peer, 0L)));
    }
    percentages(out, "optimum", c.percent(c.bestInHeap()), c.percent(c.bestInLocal()));
    line(out, "the optimum's mean: %.3f ms", c.bestMeanMillis());
    return out.toString();
  }

  /** Many traces, a line each, as a Markdown table. */
  static String table(List<Comparison> all) {
    StringBuilder out = new StringBuilder();
    line(
        out,
        "| trace | local %% | L1 %% | mean ms | disk writes/req | promotions/req | demotions/req |"
            + " samples dropped %% | Caffeine L1 / local | Ehcache L1 / local | optimum L1 / local |"
            + " optimum ms |");
    line(out, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (Comparison c : all) {
      line(
          out,
          "| %s | %.1f | %.1f | %.1f | %.3f | %.4f | %.4f | %.2f | %.1f / %.1f | %.1f / %.1f |"
              + " %.1f / %.1f | %.1f |",
          c.trace(),
          c.percent(c.edge().localHits()),
          c.percent(c.edge().heapHits()),
          c.meanMillis(),
          c.perRequest(c.edge().diskWrites()),
          c.perRequest(c.edge().promotions()),
          c.perRequest(c.edge().demotions()),
          droppedPercent(c),
          c.percent(c.peersInHeap().getOrDefault(Peer.CAFFEINE, 0L)),
          c.percent(c.peersInLocal().getOrDefault(Peer.CAFFEINE, 0L)),
          c.percent(c.peersInHeap().getOrDefault(Peer.EHCACHE, 0L)),
          c.percent(c.peersInLocal().getOrDefault(Peer.EHCACHE, 0L)),
          c.percent(c.bestInHeap()),
          c.percent(c.bestInLocal()),
          c.bestMeanMillis());
    }
    line(
        out,
        "| mean of %d | %.1f | %.1f | %.1f | %.3f | %.4f | %.4f | %.2f | %.1f / %.1f | %.1f / %.1f |"
            + " %.1f / %.1f | %.1f |",
        all.size(),
        mean(all, c -> c.percent(c.edge().localHits())),
        mean(all, c -> c.percent(c.edge().heapHits())),
        mean(all, Comparison::meanMillis),
        mean(all, c -> c.perRequest(c.edge().diskWrites())),
        mean(all, c -> c.perRequest(c.edge().promotions())),
        mean(all, c -> c.perRequest(c.edge().demotions())),
        mean(all, Report::droppedPercent),
        mean(all, c -> c.percent(c.peersInHeap().getOrDefault(Peer.CAFFEINE, 0L))),
        mean(all, c -> c.percent(c.peersInLocal().getOrDefault(Peer.CAFFEINE, 0L))),
        mean(all, c -> c.percent(c.peersInHeap().getOrDefault(Peer.EHCACHE, 0L))),
        mean(all, c -> c.percent(c.peersInLocal().getOrDefault(Peer.EHCACHE, 0L))),
        mean(all, c -> c.percent(c.bestInHeap())),
        mean(all, c -> c.percent(c.bestInLocal())),
        mean(all, Comparison::bestMeanMillis));
    return out.toString();
  }

  /** Local hits of all traces, as an SVG. */
  static String plot(List<Comparison> all) {
    List<Group> groups = new ArrayList<>();
    for (Comparison c : all) {
      List<Bar> bars = new ArrayList<>();
      bars.add(new Bar("helios, " + c.policy(), c.percent(c.edge().localHits()), true));
      for (Peer peer : Peer.values()) {
        bars.add(new Bar(peer.label(), c.percent(c.peersInLocal().getOrDefault(peer, 0L)), false));
      }
      bars.add(new Bar("optimum", c.percent(c.bestInLocal()), false));
      groups.add(new Group(c.trace(), bars));
    }
    return BarChart.draw(
        "Requests answered by heap and disk", "% of all, longer is better", groups);
  }

  private static double droppedPercent(Comparison c) {
    long samples = c.edge().samples();
    return samples == 0 ? 0 : 100.0 * c.edge().droppedSamples() / samples;
  }

  private static double mean(List<Comparison> all, ToDoubleFunction<Comparison> figure) {
    return all.stream().mapToDouble(figure).average().orElse(0);
  }

  private static void answers(
      StringBuilder out, Comparison c, String tier, long count, double millis) {
    line(out, "%-16s %,12d %8.2f %9.3f", tier, count, c.percent(count), millis);
  }

  private static void percentages(StringBuilder out, String name, double heap, double local) {
    line(out, "%-16s %14.2f %14.2f", name, heap, local);
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
