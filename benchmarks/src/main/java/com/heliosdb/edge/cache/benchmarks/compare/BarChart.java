package com.heliosdb.edge.cache.benchmarks.compare;

import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars in groups, as an SVG that is readable on a light and on a dark page. A bar longer
 * than the chart is cut, and its number says how long it is. Equal input gives equal text.
 */
public final class BarChart {
  private static final int WIDTH = 820;
  private static final int NAMES = 150;
  private static final int NUMBERS = 110;
  private static final int BAR = 16;
  private static final int GAP = 4;
  private static final int HEADING = 30;
  private static final int MARGIN = 12;
  // A group is drawn to the scale of its own shortest bars.
  private static final double LONGEST_TO_SHORTEST = 12;

  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, sans-serif; fill: #24292f; }
        .title { font-size: 16px; font-weight: 600; }
        .heading { font-weight: 600; }
        .peer { fill: #8c959f; }
        .ours { fill: #bf5700; }
        .cut { stroke: #ffffff; stroke-width: 3; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .peer { fill: #6e7681; }
          .ours { fill: #f0883e; }
          .cut { stroke: #0d1117; }
        }
      </style>
      """;

  /**
   * One bar.
   *
   * @param name what stands before it
   * @param length its number; a bar without one is left out
   * @param ours whether it is the product's
   */
  public record Bar(String name, double length, boolean ours) {}

  /**
   * Bars that are compared with one another.
   *
   * @param heading what stands above them
   * @param bars from top to bottom
   */
  public record Group(String heading, List<Bar> bars) {
    /** Keeps the bars that have a number. */
    public Group {
      bars = bars.stream().filter(bar -> !Double.isNaN(bar.length())).toList();
    }
  }

  private BarChart() {}

  /** Draws; the caption is the title with a word on what the numbers are. */
  public static String draw(String title, String caption, List<Group> groups) {
    StringBuilder body = new StringBuilder();
    int y = MARGIN + 16;
    body.append(text("title", MARGIN, y, "start", title + " (" + caption + ")"));
    y += MARGIN;
    for (Group group : groups) {
      if (group.bars().isEmpty()) {
        continue;
      }
      y += HEADING;
      body.append(text("heading", MARGIN, y - 8, "start", group.heading()));
      double scale = longest(group) / (WIDTH - NAMES - NUMBERS);
      for (Bar bar : group.bars()) {
        body.append(draw(bar, y, scale));
        y += BAR + GAP;
      }
    }
    int height = y + MARGIN;
    return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">
        <title>%s</title>
        %s%s</svg>
        """
        .formatted(WIDTH, height, WIDTH, height, escape(title), STYLE, body);
  }

  private static double longest(Group group) {
    double shortest = Double.POSITIVE_INFINITY;
    double longest = 0;
    for (Bar bar : group.bars()) {
      shortest = bar.length() > 0 ? Math.min(shortest, bar.length()) : shortest;
      longest = Math.max(longest, bar.length());
    }
    double most = Double.isInfinite(shortest) ? 1 : LONGEST_TO_SHORTEST * shortest;
    return Math.max(Math.min(longest, most), Double.MIN_NORMAL);
  }

  private static String draw(Bar bar, int y, double scale) {
    double room = WIDTH - NAMES - NUMBERS;
    double wanted = Math.max(bar.length(), 0) / scale;
    double width = Math.min(wanted, room);
    StringBuilder drawn = new StringBuilder();
    drawn.append(text("name", NAMES - 8, y + 13, "end", bar.name()));
    drawn.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>%n",
            bar.ours() ? "ours" : "peer",
            NAMES,
            y,
            width,
            BAR));
    if (wanted > room + 1) {
      double cut = NAMES + width - 14;
      drawn.append(
          String.format(
              Locale.ROOT,
              "<line class=\"cut\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n",
              cut + 6,
              y - 2,
              cut,
              y + BAR + 2));
    }
    drawn.append(
        text("number", (int) (NAMES + width + 6), y + 13, "start", Figures.of(bar.length())));
    return drawn.toString().replace(System.lineSeparator(), "\n");
  }

  private static String text(String type, int x, int y, String anchor, String text) {
    return "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n"
        .formatted(type, x, y, anchor, escape(text));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
