package com.heliosdb.edge.cache.benchmarks.replay;

import com.heliosdb.edge.cache.benchmarks.replay.Capacities.Size;
import com.heliosdb.edge.cache.benchmarks.replay.Synthetic.Shape;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The command line of a replay. Mutable while it is parsed. */
final class ReplayOptions {
  static final String HELP =
      """
      Replays a trace of requests through the heap and disk tiers, before a simulated region (LRU)
      and origin, beside Caffeine, Ehcache's heap and the offline optimum.

        replay --trace FILE [--format FORMAT] [options]
        replay --format synthetic-zipf [--keys N --skew S --requests N --seed N] [options]
        replay --all DIRECTORY [--targets] [options]

        --trace FILE       .gz, .xz and .zst are read as they are
        --format FORMAT    %s,
                           or %s;
                           may be left out where the name tells, without .gz, .xz or .zst: *.lis is
                           arc, *.csv is csv, *.tr is text, *.trace in a folder named lirs is lirs,
                           and orm-busy, orm-night, web07, web12, w106 (int32), scarab-recs,
                           scarab-prods, trace_vaultservice (int64) and request (text) are known
        --all DIRECTORY    every trace below it whose name tells its format, then the synthetic ones;
                           prints one Markdown table
        --targets          with --all: only the sixteen traces by which policies are judged
        --policy NAME      the value of tiering.policy: threshold, adaptive (default %s)
        --l1, --l2, --l3   capacities in entries: a number, or a share of the distinct keys like 1%%
                           (default 1%%, 10%%, 50%%, and at least %d, %d, %d entries); a disk copy of
                           what is in L1 does not count towards L2
        --latencies-ms L1,L2,L3,ORIGIN   what an answer takes (default 0.001,0.05,40,150)
        --json FILE        writes the figures there too
        --plot FILE        writes there, as an SVG, what share of the requests heap and disk answer
        --keys, --skew, --requests, --seed   of the synthetic traces (default %d, %s, %d, %d)

      Any other setting of the cache is made by a system property, such as
      -Dheliosdb.edge.cache.tiering.half-life=3. Time is the trace's where it has seconds, else
      1 ms a request.
      """
          .formatted(
              TraceFormat.labels(),
              Synthetic.labels(),
              "threshold",
              Capacities.LEAST_HEAP,
              Capacities.LEAST_DISK,
              Capacities.LEAST_REGION,
              Shape.DEFAULT.keys(),
              Shape.DEFAULT.skew(),
              Shape.DEFAULT.requests(),
              Shape.DEFAULT.seed());

  private static final List<String> NAMES =
      List.of(
          "--trace",
          "--format",
          "--all",
          "--targets",
          "--policy",
          "--l1",
          "--l2",
          "--l3",
          "--latencies-ms",
          "--json",
          "--plot",
          "--keys",
          "--skew",
          "--requests",
          "--seed",
          "--help");
  private static final Pattern WORD = Pattern.compile("[\\w-]+");
  private static final int MOST = 1_000_000_000;

  boolean help;
  @Nullable Path trace;
  @Nullable TraceFormat format;
  @Nullable Synthetic synthetic;
  @Nullable Path all;
  boolean targets;
  String policy = "threshold";
  Size heap = Size.ofShare(0.01);
  Size disk = Size.ofShare(0.1);
  Size region = Size.ofShare(0.5);
  Latencies latencies = Latencies.DEFAULT;
  @Nullable Path json;
  @Nullable Path plot;
  Shape shape = Shape.DEFAULT;

  /**
   * Understands a command line.
   *
   * @throws BadInputException if it cannot; lists what is valid
   */
  static ReplayOptions parse(String... arguments) {
    ReplayOptions options = new ReplayOptions();
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    List<String> given = new ArrayList<>();
    while (!rest.isEmpty()) {
      String name = rest.remove();
      if (given.contains(name)) {
        throw new BadInputException(name + " is given twice");
      }
      given.add(name);
      options.take(name, rest);
    }
    options.check(given);
    return options;
  }

  Capacities capacities(Trace of) {
    int keys = of.uniqueKeys();
    return new Capacities(
        heap.of(keys, Capacities.LEAST_HEAP),
        disk.of(keys, Capacities.LEAST_DISK),
        region.of(keys, Capacities.LEAST_REGION));
  }

  private void take(String name, Deque<String> rest) {
    switch (name) {
      case "--help" -> help = true;
      case "--targets" -> targets = true;
      case "--trace" -> trace = Path.of(value(name, rest));
      case "--format" -> format(value(name, rest));
      case "--all" -> all = Path.of(value(name, rest));
      case "--policy" -> policy = policy(value(name, rest));
      case "--l1" -> heap = size(name, value(name, rest));
      case "--l2" -> disk = size(name, value(name, rest));
      case "--l3" -> region = size(name, value(name, rest));
      case "--latencies-ms" -> latencies = latencies(value(name, rest));
      case "--json" -> json = Path.of(value(name, rest));
      case "--plot" -> plot = Path.of(value(name, rest));
      case "--keys" ->
          shape = new Shape(count(name, rest), shape.skew(), shape.requests(), shape.seed());
      case "--skew" ->
          shape =
              new Shape(
                  shape.keys(), decimal(name, value(name, rest)), shape.requests(), shape.seed());
      case "--requests" ->
          shape = new Shape(shape.keys(), shape.skew(), count(name, rest), shape.seed());
      case "--seed" ->
          shape =
              new Shape(
                  shape.keys(), shape.skew(), shape.requests(), whole(name, value(name, rest)));
      default ->
          throw new BadInputException(
              "There is no option " + name + "; the options are " + String.join(", ", NAMES));
    }
  }

  private void check(List<String> given) {
    if (help) {
      return;
    }
    int sources = (trace == null ? 0 : 1) + (synthetic == null ? 0 : 1) + (all == null ? 0 : 1);
    if (sources != 1) {
      throw new BadInputException(
          "Exactly one of --trace FILE, --format with a synthetic one, and --all DIRECTORY must be"
              + " given; --help shows all options");
    }
    if (all != null && format != null) {
      throw new BadInputException("--format cannot be given with --all: file names tell formats");
    }
    if (all == null && targets) {
      throw new BadInputException("--targets can be given only with --all DIRECTORY");
    }
    if (trace != null) {
      for (String option : List.of("--keys", "--skew", "--requests", "--seed")) {
        if (given.contains(option)) {
          throw new BadInputException(
              option + " shapes synthetic traces only: " + Synthetic.labels());
        }
      }
    }
  }

  private static String value(String name, Deque<String> rest) {
    if (rest.isEmpty() || rest.peek().startsWith("--")) {
      throw new BadInputException(name + " needs a value");
    }
    return rest.remove();
  }

  private void format(String label) {
    format = TraceFormat.of(label).orElse(null);
    synthetic = Synthetic.of(label).orElse(null);
    if (format == null && synthetic == null) {
      throw new BadInputException(
          "There is no format "
              + label
              + "; the formats are "
              + TraceFormat.labels()
              + ", "
              + Synthetic.labels());
    }
  }

  /** Which policies there are is the provider's to say; here it only has to be a word. */
  private static String policy(String name) {
    if (!WORD.matcher(name).matches()) {
      throw new BadInputException("--policy must be one word but was '" + name + "'");
    }
    return name;
  }

  private static Size size(String name, String text) {
    if (text.endsWith("%")) {
      double percent = decimal(name, text.substring(0, text.length() - 1));
      if (percent > 0 && percent <= 100) {
        return Size.ofShare(percent / 100);
      }
    } else {
      long entries = whole(name, text);
      if (entries >= 1 && entries <= MOST) {
        return Size.ofEntries((int) entries);
      }
    }
    throw new BadInputException(
        name + " must be a share up to 100%, or a number of entries from 1, but was " + text);
  }

  private static Latencies latencies(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length != 4) {
      throw new BadInputException(
          "--latencies-ms must be four numbers with commas between, like 0.001,0.05,40,150, but was "
              + text);
    }
    double[] millis = new double[parts.length];
    for (int i = 0; i < parts.length; i++) {
      millis[i] = decimal("--latencies-ms", parts[i]);
    }
    return new Latencies(millis[0], millis[1], millis[2], millis[3]);
  }

  private static int count(String name, Deque<String> rest) {
    String text = value(name, rest);
    long count = whole(name, text);
    if (count < 1 || count > MOST) {
      throw new BadInputException(name + " must be from 1 to " + MOST + " but was " + text);
    }
    return (int) count;
  }

  private static long whole(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new BadInputException(name + " must be a whole number but was '" + text + "'", e);
    }
  }

  private static double decimal(String name, String text) {
    try {
      double number = Double.parseDouble(text);
      if (number >= 0 && number <= MOST) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new BadInputException(name + " must be a number but was '" + text + "'", e);
    }
    throw new BadInputException(name + " must be a number from 0 but was '" + text + "'");
  }
}
