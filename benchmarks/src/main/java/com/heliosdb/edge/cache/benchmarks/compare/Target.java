package com.heliosdb.edge.cache.benchmarks.compare;

import java.util.List;

/**
 * What is to be reached in a row.
 *
 * @param metric what is looked at
 * @param against the fastest of these is compared with; nobody = an absolute limit
 * @param limit the greatest ratio that meets the target, or the greatest figure
 */
record Target(Metric metric, List<String> against, double limit) {
  /** Copies the list. */
  public Target {
    against = List.copyOf(against);
  }

  static Target ratio(Metric metric, double limit, String... against) {
    return new Target(metric, List.of(against), limit);
  }

  static Target atMost(Metric metric, double limit) {
    return new Target(metric, List.of(), limit);
  }

  /** Whether the limit is one on a ratio. */
  public boolean isRatio() {
    return !against.isEmpty();
  }
}
