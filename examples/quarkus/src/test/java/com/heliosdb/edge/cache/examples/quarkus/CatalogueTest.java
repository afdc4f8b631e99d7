package com.heliosdb.edge.cache.examples.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drives the packaged application over HTTP. */
class CatalogueTest {
  private static final String ANVIL =
      "{\"cents\":19900,\"id\":\"anvil\",\"name\":\"Anvil, 50 kg\"}";

  @TempDir private Path directory;

  private ApplicationProcess start() throws Exception {
    return ApplicationProcess.start(
        Path.of("target/quarkus-app/quarkus-run.jar"),
        "-Dcatalogue.url=jdbc:h2:" + directory.resolve("database"),
        "-Dcatalogue.delay=50ms",
        "-Dheliosdb.edge.cache.disk.path=" + directory.resolve("cache"));
  }

  @Test
  void a_product_is_asked_for_once_also_across_a_restart() throws Exception {
    try (ApplicationProcess application = start()) {
      assertThat(application.get("/products/anvil").body()).isEqualTo(ANVIL);
      assertThat(statistics(application)).isEqualTo(statistics(1, 0, 1, 0));
      assertThat(application.get("/products/anvil").body()).isEqualTo(ANVIL);
      assertThat(statistics(application)).isEqualTo(statistics(1, 1, 1, 1));
      assertThat(application.get("/products/none").statusCode()).isEqualTo(404);
      assertThat(application.get("/products/none").statusCode()).isEqualTo(404);
      assertThat(statistics(application)).isEqualTo(statistics(2, 2, 2, 2));
    }
    try (ApplicationProcess application = start()) {
      assertThat(application.get("/products/anvil").body()).isEqualTo(ANVIL);
      assertThat(application.get("/products/none").statusCode()).isEqualTo(404);
      assertThat(statistics(application)).isEqualTo(statistics(0, 2, 0, 2));
    }
  }

  @Test
  void what_is_changed_is_seen_at_once() throws Exception {
    String cheaper = ANVIL.replace("19900", "9900");
    try (ApplicationProcess application = start()) {
      assertThat(application.get("/products?q=anvil").body()).isEqualTo("[" + ANVIL + "]");
      assertThat(application.put("/products/anvil", cheaper).statusCode()).isEqualTo(204);
      assertThat(application.get("/products/anvil").body()).isEqualTo(cheaper);
      // Not from the database: the write stored what it wrote.
      assertThat(statistics(application)).isEqualTo(statistics(1, 1, 0, 1));
      assertThat(application.get("/products?q=anvil").body()).isEqualTo("[" + cheaper + "]");
      assertThat(application.delete("/products/anvil").statusCode()).isEqualTo(204);
      assertThat(application.get("/products/anvil").statusCode()).isEqualTo(404);
      assertThat(application.get("/products?q=anvil").body()).isEqualTo("[]");
    }
  }

  private static Map<String, Long> statistics(long queries, long hits, long misses, long diskHits) {
    return Map.of("queries", queries, "hits", hits, "misses", misses, "diskHits", diskHits);
  }

  private static Map<String, Long> statistics(ApplicationProcess application) throws Exception {
    Map<String, Long> statistics = new TreeMap<>();
    Matcher figure =
        Pattern.compile("\"(\\w+)\":(\\d+)").matcher(application.get("/statistics").body());
    while (figure.find()) {
      statistics.put(figure.group(1), Long.valueOf(figure.group(2)));
    }
    return statistics;
  }
}
