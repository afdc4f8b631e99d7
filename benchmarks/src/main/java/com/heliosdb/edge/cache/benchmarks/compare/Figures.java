package com.heliosdb.edge.cache.benchmarks.compare;

import java.util.Locale;

/** Numbers as they stand in the report. */
final class Figures {
  private Figures() {}

  /** Three significant digits, a dash for what was not measured. */
  static String of(double figure) {
    if (Double.isNaN(figure)) {
      return "–";
    }
    double size = Math.abs(figure);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, figure);
  }

  /** Two digits after the point. */
  static String ratio(double ratio) {
    return Double.isNaN(ratio) ? "–" : String.format(Locale.ROOT, "%.2f", ratio);
  }
}
