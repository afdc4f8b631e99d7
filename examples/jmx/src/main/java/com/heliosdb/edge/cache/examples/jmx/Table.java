package com.heliosdb.edge.cache.examples.jmx;

import static com.heliosdb.edge.cache.examples.jmx.CachePicture.count;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Pictures as a table. Stateless. */
final class Table {
  private static final String HEAD =
      "  %-8s%14s%14s%10s%12s%12s%12s%12s%12s%11s%n"
          .formatted(
              "tier",
              "lookups",
              "hits",
              "hit rate",
              "latency",
              "promotions",
              "demotions",
              "evictions",
              "entries",
              "size");

  private Table() {}

  /** One block for each cache. */
  static String of(List<CachePicture> caches) {
    if (caches.isEmpty()) {
      return "No cache with statistics enabled.%n".formatted();
    }
    StringBuilder table = new StringBuilder();
    for (CachePicture cache : caches) {
      long hits = count(cache.totals(), "hits");
      long misses = count(cache.totals(), "misses");
      table.append(
          "%s (%s): %s lookups, %s hit, %s puts, %s removals%n"
              .formatted(
                  cache.name(),
                  cache.manager(),
                  grouped(hits + misses),
                  share(hits, hits + misses),
                  grouped(count(cache.totals(), "puts")),
                  grouped(count(cache.totals(), "removals"))));
      table.append(HEAD);
      cache.tiers().forEach((tier, values) -> table.append(row(tier, values)));
      table.append("%n".formatted());
    }
    return table.toString();
  }

  private static String row(String tier, Map<String, Number> values) {
    long hits = count(values, "hits");
    long lookups = hits + count(values, "misses");
    return "  %-8s%14s%14s%10s%12s%12s%12s%12s%12s%11s%n"
        .formatted(
            tier,
            grouped(lookups),
            grouped(hits),
            share(hits, lookups),
            micros(values.getOrDefault("meanLatencyMicros", 0).doubleValue()),
            grouped(count(values, "promotions")),
            grouped(count(values, "demotions")),
            grouped(count(values, "evictions")),
            grouped(count(values, "entries")),
            bytes(count(values, "bytes")));
  }

  private static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String share(long part, long whole) {
    return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }

  private static String micros(double micros) {
    return micros < 1_000
        ? String.format(Locale.ROOT, "%.1f us", micros)
        : String.format(Locale.ROOT, "%.1f ms", micros / 1_000);
  }

  private static String bytes(long bytes) {
    double size = bytes;
    String unit = "B";
    for (String larger : List.of("KiB", "MiB", "GiB", "TiB")) {
      if (size < 1_024) {
        break;
      }
      size /= 1_024;
      unit = larger;
    }
    return String.format(Locale.ROOT, unit.equals("B") ? "%.0f %s" : "%.1f %s", size, unit);
  }
}
