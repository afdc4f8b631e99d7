package com.heliosdb.edge.cache.benchmarks.compare;

import com.heliosdb.edge.cache.benchmarks.Medians;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one fork measured. Times are in the unit of its row.
 *
 * @param row the name of the row
 * @param peer who was measured
 * @param pass in which pass, from 1
 * @param scores the mean time of an operation in each iteration
 * @param percentiles times by percentile, such as 99.9; empty unless single operations were timed
 * @param allocatedBytes bytes of heap that an operation allocated; NaN if that was not measured
 * @param misses keys that were not found
 */
record Measurement(
    String row,
    String peer,
    int pass,
    List<Double> scores,
    SortedMap<Double, Double> percentiles,
    double allocatedBytes,
    long misses) {
  /** Copies the collections. */
  public Measurement {
    scores = List.copyOf(scores);
    percentiles = new TreeMap<>(percentiles);
  }

  /** One figure of it; NaN if it was not measured. */
  public double figure(Metric metric) {
    return switch (metric) {
      case TIME -> Medians.of(scores);
      case P50 -> percentiles.getOrDefault(50.0, Double.NaN);
      case P99 -> percentiles.getOrDefault(99.0, Double.NaN);
      case ALLOCATION -> allocatedBytes;
    };
  }
}
