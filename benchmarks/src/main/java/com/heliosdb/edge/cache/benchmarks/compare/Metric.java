package com.heliosdb.edge.cache.benchmarks.compare;

/** What of a measurement is looked at; less is better. */
enum Metric {
  /** The time of one operation, typical of the iterations of a fork. */
  TIME("time"),
  /** The time that half of the operations took at most. */
  P50("p50"),
  /** The time that 99 of 100 operations took at most. */
  P99("p99"),
  /** Bytes of heap that an operation allocates. */
  ALLOCATION("B allocated");

  private final String label;

  Metric(String label) {
    this.label = label;
  }

  /** How it is called in tables. */
  public String label() {
    return label;
  }
}
