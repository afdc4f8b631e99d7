package com.heliosdb.edge.cache.examples.quickstart;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.TierStatistics;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Words and tables for what was measured. */
final class Report {
  private static final int PLAIN_PROGRESS_MILLIS = 2_000;
  private static final String COMPARISON = "  %-16s %14s %14s %14s";
  private static final String ROW = "  %-6s %9s %9s %9s %13s %11s %10s %10s %8s %10s%n";

  private final PrintStream out;
  private final boolean terminal;
  private int drawn;
  private long plainPrintedNanos = System.nanoTime();

  /** Writes there; on a terminal, progress is one line drawn again and again. */
  Report(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Whether standard output is one. */
  @SuppressWarnings("SystemConsoleNull") // where it is never null, isTerminal is there to ask
  static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try { // From JDK 22 on there is a console without a terminal, and a method to ask.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException older) {
      return true;
    }
  }

  static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }

  /** Which share of the lookups each tier answered, and which share went to the origin. */
  static String line(EdgeCacheStatistics statistics) {
    StringBuilder line = new StringBuilder();
    double lookups = Math.max(1, statistics.hits() + statistics.misses());
    for (Tier tier : Tier.values()) {
      TierStatistics one = statistics.tiers().get(tier);
      if (one != null) {
        line.append(format("%s %4.1f %%  ", name(tier), 100 * one.hits() / lookups));
      }
    }
    return line.append(format("origin %4.1f %%", 100 * statistics.misses() / lookups)).toString();
  }

  /** What each tier did and what it holds. */
  static String table(EdgeCacheStatistics statistics) {
    StringBuilder table = new StringBuilder();
    table.append(
        format(
            ROW,
            "tier",
            "lookups",
            "hits",
            "hit rate",
            "mean latency",
            "promotions",
            "demotions",
            "evictions",
            "entries",
            "bytes"));
    for (Tier tier : Tier.values()) {
      TierStatistics one = statistics.tiers().get(tier);
      if (one != null) {
        table.append(
            format(
                ROW,
                name(tier),
                count(one.hits() + one.misses()),
                count(one.hits()),
                percent(one.hitRate()),
                micros(one.meanLatencyMicros()),
                count(one.promotions()),
                count(one.demotions()),
                count(one.evictions()),
                count(one.entries()),
                bytes(one.bytes())));
      }
    }
    table.append(
        format(
            ROW,
            "cache",
            count(statistics.hits() + statistics.misses()),
            count(statistics.hits()),
            percent(statistics.hitRate()),
            micros(statistics.meanLatencyMicros()),
            "",
            "",
            "",
            "",
            ""));
    return table.toString().stripTrailing();
  }

  void say(String format, Object... args) {
    out.println(format(format, args));
  }

  /** Draws the progress line, or now and then prints one. */
  void progress(String run, int answered, int requests, String tiers) {
    String line = format("  %s  %,d of %,d requests  %s", run, answered, requests, tiers);
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
      drawn = line.length();
      if (answered == requests) {
        out.println();
        drawn = 0;
      }
      out.flush();
    } else if (answered == requests
        || System.nanoTime() - plainPrintedNanos >= PLAIN_PROGRESS_MILLIS * 1_000_000L) {
      out.println(line);
      plainPrintedNanos = System.nanoTime();
    }
  }

  /** What the restarted node had to do, beside what the first one had, and no node at all. */
  void comparison(Client.Result direct, Run cold, Run warm) {
    Client.Result first = cold.client();
    Client.Result second = warm.client();
    say(COMPARISON, "", "no edge node", "cold start", "warm restart");
    say(
        COMPARISON,
        "requests",
        count(direct.requests()),
        count(first.requests()),
        count(second.requests()));
    say(
        COMPARISON,
        "origin requests",
        count(direct.requests()),
        count(cold.originRequests()),
        count(warm.originRequests()));
    compare("not found", direct, first, second, result -> count(result.notFound()));
    compare("mean response", direct, first, second, result -> time(result.mean()));
    compare("median response", direct, first, second, result -> time(result.median()));
    compare("99th percentile", direct, first, second, result -> time(result.p99()));
    compare("time for all", direct, first, second, result -> time(result.elapsed()));
    long saved = cold.originRequests() - warm.originRequests();
    say(
        "%nThe warm disk tier saved %,d of %,d origin requests (%s); the mean response went from %s"
            + " to %s.",
        saved,
        cold.originRequests(),
        percent(saved / (double) Math.max(1, cold.originRequests())),
        time(first.mean()),
        time(second.mean()));
  }

  /** A table of as many rows as each column has cells; the first one names them. */
  void columns(List<List<String>> columns) {
    for (int row = 0; row < columns.get(0).size(); row++) {
      StringBuilder line = new StringBuilder();
      for (List<String> column : columns) {
        line.append(format(column == columns.get(0) ? "  %-16s" : " %15s", column.get(row)));
      }
      out.println(line);
    }
  }

  /** What one run of the node came to. */
  record Run(Client.Result client, long originRequests) {}

  static String bytes(long bytes) {
    return bytes < 1 << 20
        ? format("%.1f KiB", bytes / 1024.0)
        : format("%.1f MiB", bytes / 1024.0 / 1024.0);
  }

  static String time(Duration duration) {
    double micros = duration.toNanos() / 1e3;
    if (micros < 1_000) {
      return format("%.1f us", micros);
    }
    return micros < 1_000_000 ? format("%.1f ms", micros / 1e3) : format("%.1f s", micros / 1e6);
  }

  private void compare(
      String what,
      Client.Result direct,
      Client.Result first,
      Client.Result second,
      Function<Client.Result, String> of) {
    say(COMPARISON, what, of.apply(direct), of.apply(first), of.apply(second));
  }

  private static String name(Tier tier) {
    return tier.name().toLowerCase(Locale.ROOT);
  }

  static String count(long count) {
    return format("%,d", count);
  }

  static String percent(double share) {
    return format("%.1f %%", 100 * share);
  }

  private static String micros(double micros) {
    return time(Duration.ofNanos((long) (1_000 * micros)));
  }
}
