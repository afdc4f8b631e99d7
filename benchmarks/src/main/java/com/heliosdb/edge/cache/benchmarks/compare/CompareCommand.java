package com.heliosdb.edge.cache.benchmarks.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;

/** {@code compare}: measures the product beside its peers and writes the report. */
public final class CompareCommand {
  private CompareCommand() {}

  /**
   * Measures, or renders what was measured, as the options say.
   *
   * @param arguments the options
   * @param out where progress and the outcome are printed
   * @throws IllegalArgumentException for an option or a row that there is not
   * @throws IOException if the report cannot be written
   */
  public static void run(String[] arguments, PrintStream out) throws IOException {
    CompareOptions options = CompareOptions.parse(arguments);
    Results results =
        options.reportFrom() == null
            ? new Comparison(options, out).measure()
            : ResultsJson.read(options.reportFrom());
    Files.createDirectories(options.out());
    ResultsJson.write(results, options.out().resolve("results.json"));
    Report.write(results, options.out());
    out.println();
    for (Row row : Rows.all()) {
      for (Verdict verdict : results.verdicts(row)) {
        out.println(Report.line(verdict));
      }
    }
    results.memoryVerdicts().forEach(verdict -> out.println(Report.line(verdict)));
    out.println("The report is in " + options.out());
    if (!results.failures().isEmpty()) {
      throw new IllegalStateException(
          "%d forks failed; the report names them".formatted(results.failures().size()));
    }
  }
}
