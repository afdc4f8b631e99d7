package com.heliosdb.edge.cache.benchmarks.replay;

/** What an answer of each tier takes. */
record Latencies(double heapMillis, double diskMillis, double regionMillis, double originMillis) {
  static final Latencies DEFAULT = new Latencies(0.001, 0.05, 40, 150);

  double mean(long heap, long disk, long region, long origin) {
    return (heap * heapMillis + disk * diskMillis + region * regionMillis + origin * originMillis)
        / (heap + disk + region + origin);
  }
}
