package com.heliosdb.edge.cache.benchmarks.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code compare}.
 *
 * @param full all rows at leisure, or the quick ones in haste
 * @param out where the report goes
 * @param rows which rows; null = all there are in quick or full
 * @param passes how often everything is measured
 * @param reportFrom results to render again; null = measure
 */
record CompareOptions(
    boolean full, Path out, @Nullable Pattern rows, int passes, @Nullable Path reportFrom) {
  private static final int PASSES = 3;
  private static final String VALID =
      "--quick, --full, --out DIR, --rows REGEX, --passes N, --report-from RESULTS.JSON";

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException for what it does not understand, with what there is
   */
  static CompareOptions parse(String... arguments) {
    boolean full = false;
    Path out = Path.of("benchmarks", "report");
    Pattern rows = null;
    int passes = PASSES;
    Path reportFrom = null;
    Iterator<String> rest = List.of(arguments).iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--quick" -> full = false;
        case "--full" -> full = true;
        case "--out" -> out = Path.of(value(option, rest));
        case "--rows" -> rows = pattern(value(option, rest));
        case "--passes" -> passes = number(value(option, rest));
        case "--report-from" -> reportFrom = Path.of(value(option, rest));
        default ->
            throw new IllegalArgumentException(
                "compare has no option '%s'; it has %s".formatted(option, VALID));
      }
    }
    return new CompareOptions(full, out, rows, passes, reportFrom);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(
          "%s must be followed by a value; the options are %s".formatted(option, VALID));
    }
    return rest.next();
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "--rows must be a regular expression but was '%s': %s"
              .formatted(text, e.getDescription()),
          e);
    }
  }

  private static int number(String text) {
    try {
      int passes = Integer.parseInt(text);
      if (passes >= 1) {
        return passes;
      }
    } catch (NumberFormatException e) {
      throw notPositive(text, e);
    }
    throw notPositive(text, null);
  }

  private static IllegalArgumentException notPositive(String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "--passes must be a whole number from 1 but was '%s'".formatted(text), cause);
  }

  /** The rows that are to be measured. */
  List<Row> chosenRows() {
    List<Row> chosen = rows == null ? Rows.all() : Rows.matching(rows);
    return full || rows != null ? chosen : chosen.stream().filter(Row::quick).toList();
  }

  /** The command line without the place of the report. */
  String command() {
    List<String> words =
        new ArrayList<>(List.of("java -jar benchmarks/target/benchmarks.jar compare"));
    words.add(full ? "--full" : "--quick");
    if (rows != null) {
      words.add("--rows '%s'".formatted(rows));
    }
    if (passes != PASSES) {
      words.add("--passes " + passes);
    }
    return String.join(" ", words);
  }
}
