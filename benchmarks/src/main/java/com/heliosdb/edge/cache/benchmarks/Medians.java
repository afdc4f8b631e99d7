package com.heliosdb.edge.cache.benchmarks;

import java.util.Collection;

/** The middle of some numbers. */
public final class Medians {
  private Medians() {}

  /**
   * The middle one, or the mean of the two in the middle; NaN if there is none.
   *
   * @param numbers in any order
   * @return as a number of the same unit
   */
  public static double of(Collection<Double> numbers) {
    double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
