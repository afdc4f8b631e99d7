package com.heliosdb.edge.cache.examples.jmx;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Pictures as one line of JSON. Stateless. */
final class Json {
  private Json() {}

  /** {@code {"caches":[{"manager":…,"name":…,"totals":{…},"tiers":{"heap":{…}}}]}}. */
  static String of(List<CachePicture> caches) {
    return caches.stream().map(Json::of).collect(Collectors.joining(",", "{\"caches\":[", "]}"));
  }

  private static String of(CachePicture cache) {
    String tiers =
        cache.tiers().entrySet().stream()
            .map(tier -> quoted(tier.getKey()) + ":" + of(tier.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
    return "{\"manager\":%s,\"name\":%s,\"totals\":%s,\"tiers\":%s}"
        .formatted(quoted(cache.manager()), quoted(cache.name()), of(cache.totals()), tiers);
  }

  private static String of(Map<String, Number> values) {
    return values.entrySet().stream()
        .map(value -> quoted(value.getKey()) + ":" + value.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\' || c < ' ') {
                quoted.append("\\u%04x".formatted(c));
              } else {
                quoted.append((char) c);
              }
            });
    return quoted.append('"').toString();
  }
}
