package com.heliosdb.edge.cache.benchmarks.region;

import com.heliosdb.edge.cache.benchmarks.Medians;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code turns SERVICE PASSES}: the calls of our store and of the bare client in one JVM, by turns
 * of some dozens of calls. What differs from one JVM to the next, or from one minute to the next,
 * is the same for both, so that their ratio moves by less than that of two JVMs does.
 */
public final class TurnsCommand {
  private static final int TURNS = 50;
  private static final int CALLS = 60;
  private static final double NANOS_PER_MICRO = 1000;

  /** One call of a client. */
  @FunctionalInterface
  private interface Call {
    void by(RegionCalls client) throws Exception;
  }

  private record Operation(String name, Call call) {}

  private static final List<Operation> OPERATIONS =
      List.of(
          new Operation("get", RegionCalls::get),
          new Operation("update", RegionCalls::update),
          new Operation("insert", RegionCalls::insert));

  private TurnsCommand() {}

  /**
   * Measures in this JVM, and prints the medians of each pass, and theirs. One pass more is made
   * before them, to warm up.
   *
   * @throws IllegalArgumentException for another number of arguments, or no such service
   */
  public static void run(String[] arguments, PrintStream out) throws Exception {
    if (arguments.length != 2 || !arguments[1].matches("[1-9][0-9]{0,2}")) {
      throw new IllegalArgumentException(
          "turns takes a service, hazelcast or azure-blob, and a number of passes from 1 to 999");
    }
    run(arguments[0], Integer.parseInt(arguments[1]), TURNS, out);
  }

  /** Measures so many passes of so many turns. */
  static void run(String name, int passes, int turns, PrintStream out) throws Exception {
    try (RegionService service = RegionService.start(name);
        RegionClient edge = service.client("edge");
        RegionClient bare = service.client("bare")) {
      RegionCalls ours = new RegionCalls(edge);
      RegionCalls theirs = new RegionCalls(bare);
      for (Operation operation : OPERATIONS) {
        List<Pass> all = new ArrayList<>();
        Pass.run(operation.call, ours, theirs, turns);
        for (int i = 1; i <= passes; i++) {
          Pass pass = Pass.run(operation.call, ours, theirs, turns);
          all.add(pass);
          out.printf(Locale.ROOT, "%s, pass %d: %s%n", operation.name, i, pass);
        }
        out.printf(
            Locale.ROOT,
            "%s, medians: store %.1f us, client %.1f us, ratio %.2f%n",
            operation.name,
            Medians.of(all.stream().map(Pass::oursMicros).toList()),
            Medians.of(all.stream().map(Pass::theirsMicros).toList()),
            Medians.of(all.stream().map(Pass::ratio).toList()));
      }
    }
  }

  /** The median of a call by either, in microseconds. */
  private record Pass(double oursMicros, double theirsMicros) {
    static Pass run(Call call, RegionCalls ours, RegionCalls theirs, int turns) throws Exception {
      long[] oursNanos = new long[turns * CALLS];
      long[] theirsNanos = new long[turns * CALLS];
      for (int turn = 0; turn < turns; turn++) {
        // Each goes first in every other pair of turns: what one leaves behind meets both.
        if (turn % 2 == 0) {
          take(turn, call, ours, oursNanos);
          take(turn, call, theirs, theirsNanos);
        } else {
          take(turn, call, theirs, theirsNanos);
          take(turn, call, ours, oursNanos);
        }
      }
      return new Pass(medianMicros(oursNanos), medianMicros(theirsNanos));
    }

    private static void take(int turn, Call call, RegionCalls client, long[] nanos)
        throws Exception {
      for (int i = turn * CALLS; i < (turn + 1) * CALLS; i++) {
        long before = System.nanoTime();
        call.by(client);
        nanos[i] = System.nanoTime() - before;
      }
    }

    double ratio() {
      return oursMicros / theirsMicros;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "store %.1f us, client %.1f us, ratio %.2f",
          oursMicros,
          theirsMicros,
          ratio());
    }

    private static double medianMicros(long[] nanos) {
      return Medians.of(Arrays.stream(nanos).asDoubleStream().boxed().toList()) / NANOS_PER_MICRO;
    }
  }
}
