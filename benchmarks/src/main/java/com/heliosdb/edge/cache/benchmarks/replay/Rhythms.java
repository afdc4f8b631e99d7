package com.heliosdb.edge.cache.benchmarks.replay;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Traces of keys that are asked for in a rhythm, made by a generator: the same on every JVM, since
 * the algorithm of {@link Random} is specified.
 */
final class Rhythms {
  private static final long SEED = 42;
  private static final int PERIODIC_KEYS = 2_000;
  private static final long SHORTEST_MILLIS = 30_000;
  private static final long LONGEST_MILLIS = 600_000;
  private static final double JITTER = 0.05;
  private static final int POISSON_KEYS = 4_000;
  private static final double POISSON_SKEW = 0.9;
  private static final long SPAN_MILLIS = 4 * 3_600_000L;

  private Rhythms() {}

  /** The next request of a key, and how the ones after it follow. */
  private record Next(long id, double atMillis, double meanMillis, boolean steady) {}

  /**
   * 2,000 keys, each asked for in a period of its own between 30 and 600 s, give or take 5 %, for
   * four hours.
   */
  static Trace periodic() {
    return generate("periodic", false);
  }

  /**
   * The same keys, and besides as many requests for 4,000 keys that are asked for at random, the
   * key of rank r in proportion to r^-0.9.
   */
  static Trace mixed() {
    return generate("mixed", true);
  }

  private static Trace generate(String name, boolean withPoisson) {
    Random random = new Random(SEED);
    PriorityQueue<Next> queue =
        new PriorityQueue<>(Comparator.comparingDouble(Next::atMillis).thenComparing(Next::id));
    double perMilli = 0;
    for (int id = 0; id < PERIODIC_KEYS; id++) {
      double period = SHORTEST_MILLIS + random.nextDouble() * (LONGEST_MILLIS - SHORTEST_MILLIS);
      perMilli += 1 / period;
      queue.add(new Next(id, random.nextDouble() * period, period, true));
    }
    if (withPoisson) {
      double weights = 0;
      for (int rank = 1; rank <= POISSON_KEYS; rank++) {
        weights += Math.pow(rank, -POISSON_SKEW);
      }
      for (int rank = 1; rank <= POISSON_KEYS; rank++) {
        double mean = weights / (perMilli * Math.pow(rank, -POISSON_SKEW));
        queue.add(new Next(PERIODIC_KEYS + rank, exponential(mean, random), mean, false));
      }
    }
    Trace.Builder trace = new Trace.Builder();
    for (Next next = queue.remove(); next.atMillis < SPAN_MILLIS; next = queue.remove()) {
      trace.add(next.id, (long) next.atMillis);
      double interval =
          next.steady
              ? next.meanMillis * (1 + JITTER * (2 * random.nextDouble() - 1))
              : exponential(next.meanMillis, random);
      queue.add(new Next(next.id, next.atMillis + interval, next.meanMillis, next.steady));
    }
    return trace.build(name);
  }

  private static double exponential(double mean, Random random) {
    return -mean * Math.log(1 - random.nextDouble());
  }
}
