package com.heliosdb.edge.cache.benchmarks.compare;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Results as a JSON file, {@code results.json}. Equal results give equal text. */
final class ResultsJson {
  private static final ConfigRenderOptions JSON =
      ConfigRenderOptions.concise().setJson(true).setFormatted(true);

  private ResultsJson() {}

  static void write(Results results, Path file) throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("date", results.date());
    root.put("machine", results.machine());
    root.put("jdk", results.jdk());
    root.put("command", results.command());
    root.put("passes", results.passes());
    root.put("versions", results.versions());
    root.put("measurements", results.measurements().stream().map(ResultsJson::toMap).toList());
    root.put("failures", results.failures().stream().map(ResultsJson::toMap).toList());
    root.put("memory", results.memory().stream().map(ResultsJson::toMap).toList());
    Files.writeString(file, ConfigValueFactory.fromMap(root).render(JSON) + "\n");
  }

  private static Map<String, Object> toMap(Measurement measurement) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("row", measurement.row());
    map.put("peer", measurement.peer());
    map.put("pass", measurement.pass());
    map.put("scores", measurement.scores());
    map.put("misses", measurement.misses());
    Map<String, Object> percentiles = new LinkedHashMap<>();
    measurement.percentiles().forEach((at, time) -> percentiles.put(at.toString(), time));
    map.put("percentiles", percentiles);
    putUnlessUnknown(map, "allocatedBytes", measurement.allocatedBytes());
    return map;
  }

  private static Map<String, Object> toMap(Results.Failure failure) {
    return Map.of(
        "row", failure.row(),
        "peer", failure.peer(),
        "pass", failure.pass(),
        "reason", failure.reason());
  }

  private static Map<String, Object> toMap(Results.Memory memory) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("peer", memory.peer());
    map.put("entries", memory.entries());
    putUnlessUnknown(map, "graphBytes", memory.graphBytes());
    putUnlessUnknown(map, "heapBytes", memory.heapBytes());
    return map;
  }

  private static void putUnlessUnknown(Map<String, Object> map, String key, double number) {
    if (!Double.isNaN(number)) {
      map.put(key, number);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the file holds no results
   */
  static Results read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "There is no file '%s'; --report-from takes a results.json of an earlier comparison"
              .formatted(file));
    }
    try {
      Config root =
          ConfigFactory.parseFile(
              file.toFile(), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
      return new Results(
          root.getString("date"),
          root.getString("machine"),
          root.getString("jdk"),
          root.getString("command"),
          root.getInt("passes"),
          versions(root.getConfig("versions")),
          root.getConfigList("measurements").stream().map(ResultsJson::measurement).toList(),
          root.getConfigList("failures").stream().map(ResultsJson::failure).toList(),
          root.getConfigList("memory").stream().map(ResultsJson::memory).toList());
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "'%s' holds no results of a comparison: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static SortedMap<String, String> versions(Config versions) {
    SortedMap<String, String> found = new TreeMap<>();
    versions.root().forEach((peer, version) -> found.put(peer, (String) version.unwrapped()));
    return found;
  }

  private static Measurement measurement(Config from) {
    SortedMap<Double, Double> percentiles = new TreeMap<>();
    from.getObject("percentiles")
        .forEach(
            (at, time) ->
                percentiles.put(Double.valueOf(at), ((Number) time.unwrapped()).doubleValue()));
    List<Double> scores = from.getDoubleList("scores");
    return new Measurement(
        from.getString("row"),
        from.getString("peer"),
        from.getInt("pass"),
        scores,
        percentiles,
        numberOrUnknown(from, "allocatedBytes"),
        from.getLong("misses"));
  }

  private static Results.Failure failure(Config from) {
    return new Results.Failure(
        from.getString("row"),
        from.getString("peer"),
        from.getInt("pass"),
        from.getString("reason"));
  }

  private static Results.Memory memory(Config from) {
    return new Results.Memory(
        from.getString("peer"),
        from.getInt("entries"),
        numberOrUnknown(from, "graphBytes"),
        numberOrUnknown(from, "heapBytes"));
  }

  private static double numberOrUnknown(Config from, String key) {
    return from.hasPath(key) ? from.getDouble(key) : Double.NaN;
  }
}
