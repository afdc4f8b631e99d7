package com.heliosdb.edge.cache.benchmarks.replay;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Traces made by a generator: the same options give the same requests, on every JVM, since the
 * algorithm of {@link Random} is specified.
 */
enum Synthetic {
  /** Independent requests; the key of rank r is asked for in proportion to r^-skew. */
  ZIPF {
    @Override
    void generate(Shape shape, Trace.Builder trace) {
      Zipf zipf = new Zipf(shape);
      for (int i = 0; i < shape.requests; i++) {
        trace.add(zipf.next());
      }
    }
  },

  /** The same, but after every 20,000 requests 5,000 keys follow that are asked for only once. */
  ZIPF_SCAN {
    @Override
    void generate(Shape shape, Trace.Builder trace) {
      Zipf zipf = new Zipf(shape);
      long fresh = shape.keys;
      for (int i = 0; i < shape.requests; i++) {
        trace.add(i % (BETWEEN_SCANS + SCAN) < BETWEEN_SCANS ? zipf.next() : fresh++);
      }
    }
  },

  /** The same as zipf, but every tenth of the requests other keys are popular. */
  ZIPF_SHIFTING {
    @Override
    void generate(Shape shape, Trace.Builder trace) {
      Zipf zipf = new Zipf(shape);
      int[] keys = new int[shape.keys];
      Arrays.setAll(keys, i -> i);
      int phase = Math.max(1, shape.requests / PHASES);
      for (int i = 0; i < shape.requests; i++) {
        if (i % phase == 0) {
          shuffle(keys, zipf.random);
        }
        trace.add(keys[zipf.next()]);
      }
    }
  },

  /** All keys in turn, again and again. */
  LOOP {
    @Override
    void generate(Shape shape, Trace.Builder trace) {
      for (int i = 0; i < shape.requests; i++) {
        trace.add(i % shape.keys);
      }
    }
  };

  private static final String PREFIX = "synthetic-";
  private static final int BETWEEN_SCANS = 20_000;
  private static final int SCAN = 5_000;
  private static final int PHASES = 10;

  /** What the generators can be told. */
  record Shape(int keys, double skew, int requests, long seed) {
    static final Shape DEFAULT = new Shape(100_000, 0.9, 1_000_000, 42);
  }

  abstract void generate(Shape shape, Trace.Builder trace);

  Trace trace(Shape shape) {
    Trace.Builder trace = new Trace.Builder();
    generate(shape, trace);
    return trace.build(label());
  }

  /** As it is written on the command line. */
  String label() {
    return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String labels() {
    return Arrays.stream(values()).map(Synthetic::label).collect(Collectors.joining(", "));
  }

  static Optional<Synthetic> of(String label) {
    return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
  }

  private static void shuffle(int[] keys, Random random) {
    for (int i = keys.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = keys[i];
      keys[i] = keys[j];
      keys[j] = swapped;
    }
  }

  /** Draws ranks by bisection of the cumulated weights. */
  private static final class Zipf {
    final Random random;
    private final double[] cumulated;

    Zipf(Shape shape) {
      random = new Random(shape.seed);
      cumulated = new double[shape.keys];
      double sum = 0;
      for (int rank = 0; rank < shape.keys; rank++) {
        sum += Math.pow(rank + 1, -shape.skew);
        cumulated[rank] = sum;
      }
    }

    int next() {
      int last = cumulated.length - 1;
      int at = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[last]);
      return Math.min(last, at < 0 ? -at - 1 : at);
    }
  }
}
