package com.heliosdb.edge.cache.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a target was met.
 *
 * @param row the row
 * @param target the target
 * @param ours our median over the passes; NaN if we were not measured
 * @param fastest who was the fastest of those compared with; null if nobody was measured
 * @param theirs the median of the fastest; NaN if there is none
 * @param passRatios the ratio in each pass, with the fastest of that pass
 */
record Verdict(
    Row row,
    Target target,
    double ours,
    @Nullable String fastest,
    double theirs,
    List<Double> passRatios) {
  /** Copies the list. */
  public Verdict {
    passRatios = List.copyOf(passRatios);
  }

  static Verdict of(Results results, Row row, Target target) {
    double ours = results.median(row.id(), row.ours(), target.metric());
    String fastest = null;
    double theirs = Double.NaN;
    for (String peer : target.against()) {
      double median = results.median(row.id(), peer, target.metric());
      if (!Double.isNaN(median) && (fastest == null || median < theirs)) {
        fastest = peer;
        theirs = median;
      }
    }
    return new Verdict(row, target, ours, fastest, theirs, passRatios(results, row, target));
  }

  private static List<Double> passRatios(Results results, Row row, Target target) {
    List<Double> ratios = new ArrayList<>();
    for (int pass = 1; pass <= results.passes(); pass++) {
      double ours = inPass(results, row, row.ours(), target, pass);
      double theirs = Double.POSITIVE_INFINITY;
      for (String peer : target.against()) {
        double figure = inPass(results, row, peer, target, pass);
        theirs = Double.isNaN(figure) ? theirs : Math.min(theirs, figure);
      }
      if (!Double.isNaN(ours) && Double.isFinite(theirs)) {
        ratios.add(ours / theirs);
      }
    }
    return ratios;
  }

  private static double inPass(Results results, Row row, String peer, Target target, int pass) {
    return results.of(row.id(), peer).stream()
        .filter(m -> m.pass() == pass)
        .mapToDouble(m -> m.figure(target.metric()))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Ours divided by the fastest; of an absolute target, our figure. */
  public double value() {
    return target.isRatio() ? ours / theirs : ours;
  }

  /** Whether it was met; what was not measured was not met. */
  public boolean met() {
    return value() <= target.limit();
  }
}
