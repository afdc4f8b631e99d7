package com.heliosdb.edge.cache.examples.quickstart;

import com.heliosdb.edge.cache.examples.quickstart.Report.Run;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Drives an edge node in front of a slow origin, shows what its tiers did, restarts it, and shows
 * what the disk tier saved. With {@code --nodes}, several of them that share a region instead.
 */
public final class Quickstart {
  private static final int DIRECT_REQUESTS = 2_000;
  private static final int STOP_MILLIS = 30_000;

  private final Options options;
  private final Report report;

  private Quickstart(Options options, Report report) {
    this.options = options;
    this.report = report;
  }

  /** Runs with the options of {@code --help}; exit code 2 if they are refused, 1 if it fails. */
  public static void main(String[] args) {
    Thread main = Thread.currentThread();
    Thread interrupter = new Thread(() -> stop(main), "quickstart-interrupted");
    Runtime.getRuntime().addShutdownHook(interrupter);
    int status = run(System.out, System.err, args);
    if (!main.isInterrupted()) {
      Runtime.getRuntime().removeShutdownHook(interrupter);
      System.exit(status);
    }
  }

  /** Has Ctrl-C end the run where it stands, and stop and delete what it made. */
  private static void stop(Thread main) {
    main.interrupt();
    try {
      main.join(STOP_MILLIS);
    } catch (InterruptedException givenUp) {
      Thread.currentThread().interrupt();
    }
  }

  /** The exit code. */
  static int run(PrintStream out, PrintStream err, String... args) {
    try {
      Options options = Options.parse(args);
      if (options.help()) {
        out.print(Options.USAGE);
      } else {
        new Quickstart(options, new Report(out, Report.isTerminal())).run();
      }
      return 0;
    } catch (IllegalArgumentException refused) {
      err.println(refused.getMessage());
      err.print(Options.USAGE);
      return 2;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (IOException failed) {
      if (Thread.currentThread().isInterrupted()) {
        return 1; // Ctrl-C stopped the node too, and it failed for that
      }
      err.println("The quickstart ended early: " + failed.getMessage());
      return 1;
    }
  }

  private void run() throws IOException, InterruptedException {
    try (Origin origin = new Origin(options.root(), options.latency());
        Scratch scratch = Scratch.of(options)) {
      report.say(
          "Origin: %,d resources under %s, %d ms away",
          origin.resources().size(), options.root().toUri(), options.latency().toMillis());
      if (options.nodes() > 0) {
        runFleet(origin, scratch.directory());
      } else {
        runNode(origin, scratch.directory());
      }
    }
  }

  private void runFleet(Origin origin, Path directory) throws IOException, InterruptedException {
    try (Fleet fleet = Fleet.start(origin.uri(), directory, options)) {
      report.say(
          "%d edge nodes, each heap %s over disk %s in %s%nover their region, %s",
          options.nodes(),
          Report.bytes(options.heapBytes()),
          Report.bytes(options.diskBytes()),
          directory,
          fleet.region());
      new FleetTour(options, report, origin, fleet).run();
    }
  }

  private void runNode(Origin origin, Path directory) throws IOException, InterruptedException {
    Workload workload = workload(origin);
    report.say(
        "Edge node: heap %s over disk %s in %s",
        Report.bytes(options.heapBytes()), Report.bytes(options.diskBytes()), directory);
    report.say("Requests: %s", workload.description());

    report.say("%nFirst without the edge node, straight to the origin.");
    Client.Result direct =
        direct(origin, workload.next(Math.min(DIRECT_REQUESTS, options.requests())));
    report.say("%nNow through the node, which starts with nothing.");
    Run cold = drive("cold", origin, directory, workload);
    report.say("%nThe node was closed, and starts again, a new process on the same directory.");
    Run warm = drive("warm", origin, directory, workload);

    report.say("");
    report.comparison(direct, cold, warm);
  }

  private Workload workload(Origin origin) throws IOException {
    List<String> resources = Workload.pick(origin.resources(), options.resources(), options.seed());
    if (options.trace().isPresent()) {
      return Workload.trace(
          options.trace().get(), resources, new HashSet<>(origin.resources()), options.requests());
    }
    return Workload.zipf(resources, options.skew(), options.seed());
  }

  /**
   * What each request costs without a cache. It also makes the client's and the origin's code warm,
   * so that the two runs that follow differ by what is on the disk and not by that.
   */
  private Client.Result direct(Origin origin, List<String> paths)
      throws IOException, InterruptedException {
    return Client.drive(
        origin.uri(),
        paths,
        answered -> report.progress("direct", answered, paths.size(), "origin 100.0 %"));
  }

  /** Starts a node, sends it the next requests, shows what it did, and stops it. */
  private Run drive(String name, Origin origin, Path directory, Workload workload)
      throws IOException, InterruptedException {
    long before = origin.requests();
    try (NodeProcess node =
        NodeProcess.start(origin.uri(), directory, options.heapBytes(), options.diskBytes())) {
      List<String> paths = workload.next(options.requests());
      Client.Result result =
          Client.drive(
              node.uri(),
              paths,
              answered -> report.progress(name, answered, paths.size(), node.line()));
      int demoted = node.demoteColdEntries();
      report.say("%n%s", node.table());
      report.say(
          "  %,d demotions: a call of demoteColdEntries() at the end, for what was not asked for in %s."
              + "%n  The others: room made in a full heap, or the scan in the background.",
          demoted, Report.time(EdgeNode.DEMOTION_IDLE));
      return new Run(result, origin.requests() - before);
    }
  }

  /** Where the disk tier is: a directory the user named, or one that is deleted at the end. */
  private record Scratch(Path directory, boolean temporary) implements AutoCloseable {
    static Scratch of(Options options) throws IOException {
      return options.directory().isPresent()
          ? new Scratch(options.directory().get(), false)
          : new Scratch(Files.createTempDirectory("edge-cache-quickstart"), true);
    }

    @Override
    public void close() throws IOException {
      if (temporary) {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }
  }
}
