package com.heliosdb.edge.cache.examples.jmx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The program. Ends with 0, with 1 if the node cannot be reached or has gone, and with 2 if the
 * command line is wrong.
 */
public final class Tiers {
  /** Cursor to the top left, and what is below it cleared. */
  private static final String REDRAW = "\033[H\033[J";

  private Tiers() {}

  /** Shows what {@link Options#USAGE} says. */
  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    Options options;
    try {
      options = Options.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    try (Node node = Node.connect(options.target())) {
      show(node, options, out);
    } catch (IOException e) {
      System.err.println(options.target() + ": " + e.getMessage());
      System.exit(1);
    }
  }

  private static void show(Node node, Options options, PrintStream out)
      throws IOException, InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    boolean redraw = !options.once() && !options.json();
    do {
      List<CachePicture> caches = node.caches();
      out.print(
          (redraw ? REDRAW : "") + (options.json() ? Json.of(caches) + "\n" : Table.of(caches)));
      out.flush();
    } while (!options.once() && !never.await(options.interval().toMillis(), TimeUnit.MILLISECONDS));
  }
}
