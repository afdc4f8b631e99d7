package com.heliosdb.edge.cache.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Which keys there are and in what order they are asked for: the same for every peer and run.
 *
 * <p>The keys asked for are equal to those put, never identical, and stand in the order of asking
 * in an array, so that the walk costs no random numbers.
 */
public final class Workload {
  private static final long SEED = 107;
  private static final double ZIPF_EXPONENT = 0.99;
  private static final Map<String, Shape> SHAPES = new LinkedHashMap<>();

  static {
    SHAPES.put("hot", new Shape(1_000, 1 << 14, false));
    SHAPES.put("zipf", new Shape(100_000, 1 << 20, true));
    SHAPES.put("10k", new Shape(10_000, 1 << 17, false));
    SHAPES.put("100k", new Shape(100_000, 1 << 20, false));
    SHAPES.put("1m", new Shape(1_000_000, 1 << 22, false));
  }

  /** The steps of a walk are a power of two, so that a mask wraps it. */
  private record Shape(int keys, int steps, boolean zipf) {}

  private final String[] keys;
  private final String[] walk;

  private Workload(Shape shape) {
    keys = keys(shape.keys);
    walk = walk(keys(shape.keys), shape);
  }

  /**
   * The workload of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Workload named(String name) {
    Shape shape = SHAPES.get(name);
    if (shape == null) {
      throw new IllegalArgumentException(
          "There are no keys '%s'; there are %s"
              .formatted(name, String.join(", ", SHAPES.keySet())));
    }
    return new Workload(shape);
  }

  /** The keys to put. */
  public String[] keys() {
    return keys;
  }

  /** The keys to ask for, in this order; as many as a power of two. */
  public String[] walk() {
    return walk;
  }

  /** So many different keys, each a new object. */
  public static String[] keys(int count) {
    String[] keys = new String[count];
    for (int i = 0; i < count; i++) {
      keys[i] = "key-" + i;
    }
    return keys;
  }

  private static String[] walk(String[] asked, Shape shape) {
    SplittableRandom random = new SplittableRandom(SEED);
    shuffle(asked, random);
    double[] upTo = shape.zipf ? cumulativeZipf(asked.length) : new double[0];
    String[] walk = new String[shape.steps];
    for (int i = 0; i < walk.length; i++) {
      int at = shape.zipf ? rank(upTo, random.nextDouble()) : random.nextInt(asked.length);
      walk[i] = asked[at];
    }
    return walk;
  }

  /** The popular keys are not those that were put first. */
  private static void shuffle(String[] keys, SplittableRandom random) {
    for (int i = keys.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      String kept = keys[i];
      keys[i] = keys[j];
      keys[j] = kept;
    }
  }

  private static double[] cumulativeZipf(int count) {
    double[] upTo = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += 1 / Math.pow(i + 1, ZIPF_EXPONENT);
      upTo[i] = sum;
    }
    for (int i = 0; i < count; i++) {
      upTo[i] /= sum;
    }
    return upTo;
  }

  private static int rank(double[] upTo, double probability) {
    int found = java.util.Arrays.binarySearch(upTo, probability);
    return Math.min(found < 0 ? -found - 1 : found, upTo.length - 1);
  }
}
