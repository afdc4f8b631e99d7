package com.heliosdb.edge.cache.benchmarks.replay;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code replay}: requests of a trace through the tiers. */
public final class ReplayCommand {
  private static final int BAD_INPUT = 2;

  private ReplayCommand() {}

  /**
   * Runs the command, and ends the JVM with status 2 where the options or the trace are bad.
   *
   * @param arguments the options; {@code --help} shows them
   */
  public static void main(String... arguments) {
    int status = run(System.out, System.err, arguments);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** The same, but returns the status; sentences about bad input go to {@code err}. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    try {
      ReplayOptions options = ReplayOptions.parse(arguments);
      if (options.help) {
        out.print(ReplayOptions.HELP);
        return 0;
      }
      List<Comparison> done = new ArrayList<>();
      if (options.all == null) {
        done.add(compare(trace(options), options));
        out.print(Report.of(done.get(0)));
      } else {
        for (Suite.Member member : Suite.below(options.all, options.targets, options.shape)) {
          err.println("replaying " + member.name());
          done.add(compare(member.reader().get(), options));
        }
        out.print(Report.table(done));
      }
      write(
          options.json,
          () -> Json.of(Map.of("traces", done.stream().map(Comparison::figures).toList())));
      write(options.plot, () -> Report.plot(done));
      return 0;
    } catch (BadInputException e) {
      err.println(e.getMessage());
      return BAD_INPUT;
    }
  }

  private static Comparison compare(Trace trace, ReplayOptions options) {
    return Comparison.of(trace, options.policy, options.capacities(trace), options.latencies);
  }

  private static Trace trace(ReplayOptions options) {
    if (options.synthetic != null) {
      return options.synthetic.trace(options.shape);
    }
    Path path = options.trace;
    if (path == null) {
      throw new IllegalStateException("options without a trace");
    }
    TraceFile file = new TraceFile(path);
    TraceFormat format = options.format;
    if (format == null) {
      format =
          file.format()
              .orElseThrow(
                  () ->
                      new BadInputException(
                          "The name of "
                              + path
                              + " does not tell its format: give --format, one of "
                              + TraceFormat.labels()));
    }
    return file.read(format);
  }

  private static void write(@Nullable Path file, Supplier<String> text) {
    if (file != null) {
      try {
        Files.writeString(file, text.get());
      } catch (IOException e) {
        throw new BadInputException(file + " cannot be written: " + e, e);
      }
    }
  }
}
