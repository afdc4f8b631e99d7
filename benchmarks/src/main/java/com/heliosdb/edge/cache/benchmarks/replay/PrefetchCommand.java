package com.heliosdb.edge.cache.benchmarks.replay;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code prefetch}: requests of traces before entries that expire, with prefetching and without.
 */
public final class PrefetchCommand {
  private static final Latencies LATENCIES = new Latencies(0.001, 0.05, 40, 150);
  private static final String USAGE =
      "prefetch DIRECTORY [SETTING=VALUE ...]: replays the traces below the directory and two"
          + " synthetic ones with prefetch.mode off, window and calibrated; settings are keys"
          + " without the prefix, such as prefetch.budget=0.05";

  private PrefetchCommand() {}

  private record Row(String name, long ttlSeconds, Supplier<Trace> trace) {}

  /**
   * Runs the command.
   *
   * @param arguments the directory of the traces, then settings
   * @param out the table goes there
   */
  public static void run(String[] arguments, PrintStream out) {
    if (arguments.length == 0) {
      throw new IllegalArgumentException(USAGE);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 1; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(arguments[i] + " is no setting; " + USAGE);
      }
      settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
    out.println(
        "| workload, TTL | mode | mean ms | loads | useful | coverage | accuracy | dropped |"
            + " stopped |");
    out.println("|---|---|--:|--:|--:|--:|--:|--:|---|");
    for (Row row : rows(Path.of(arguments[0]))) {
      replay(row, settings, out);
    }
  }

  private static List<Row> rows(Path directory) {
    List<Suite.Member> members = Suite.below(directory, false, Synthetic.Shape.DEFAULT);
    Supplier<Trace> nasa = named("nasa_19950801.csv", members);
    return List.of(
        new Row("nasa", 300, nasa),
        new Row("nasa", 60, nasa),
        new Row("periodic", 60, Rhythms::periodic),
        new Row("mixed", 60, Rhythms::mixed),
        new Row("cloudPhysicsIO", 300, named("cloudPhysicsIO.csv", members)));
  }

  private static Supplier<Trace> named(String name, List<Suite.Member> members) {
    return members.stream()
        .filter(member -> member.name().equals(name))
        .map(Suite.Member::reader)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no trace " + name + " there"));
  }

  private static void replay(Row row, Map<String, String> settings, PrintStream out) {
    Trace trace = row.trace.get();
    long loadsWithout = 0;
    for (String mode : List.of("off", "window", "calibrated")) {
      Map<String, String> all = new LinkedHashMap<>(settings);
      all.put("prefetch.mode", mode);
      PrefetchReplay.Result result = PrefetchReplay.run(trace, row.ttlSeconds * 1_000, all);
      loadsWithout = mode.equals("off") ? result.loads() : loadsWithout;
      out.printf(
          Locale.ROOT,
          "| %s, %d s | %s | %.1f | %.2f | %.2f | %.2f | %.2f | %d | %s |%n",
          row.name,
          row.ttlSeconds,
          mode,
          result.meanMillis(LATENCIES),
          (double) result.loads() / loadsWithout,
          result.prefetch().usefulShare(),
          result.prefetch().coverage(),
          result.prefetch().accuracy(),
          result.prefetch().droppedSamples(),
          result.prefetch().stopped() ? "yes" : "no");
    }
  }
}
