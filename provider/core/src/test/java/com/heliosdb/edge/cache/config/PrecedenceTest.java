package com.heliosdb.edge.cache.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which of two places wins when both make the same setting. */
class PrecedenceTest {
  private static final String SETTING = "tiering.promotion-threshold";

  /** From the weakest to the strongest. */
  enum Place {
    CLASS_PATH_FOR_ALL,
    CLASS_PATH_BY_NAME,
    URI_FOR_ALL,
    URI_BY_NAME,
    CODE,
    PROPERTIES_FOR_ALL,
    PROPERTIES_BY_NAME,
    SYSTEM_FOR_ALL,
    SYSTEM_BY_NAME;

    String key() {
      return "heliosdb.edge.cache."
          + (name().endsWith("BY_NAME") ? "caches.orders." : "")
          + SETTING;
    }
  }

  @TempDir private Path directory;

  static Stream<Arguments> pairs() {
    List<Arguments> pairs = new ArrayList<>();
    for (Place weak : Place.values()) {
      for (Place strong : Place.values()) {
        if (weak.compareTo(strong) < 0) {
          pairs.add(Arguments.of(strong, weak));
        }
      }
    }
    return pairs.stream();
  }

  @ParameterizedTest(name = "{0} beats {1}")
  @MethodSource("pairs")
  void the_stronger_place_wins(Place strong, Place weak) {
    assertThat(thresholdOf("orders", Map.of(strong, 11, weak, 22))).isEqualTo(11);
  }

  @ParameterizedTest
  @EnumSource
  void every_place_beats_the_reference(Place place) {
    assertThat(thresholdOf("orders", Map.of(place, 11))).isEqualTo(11);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*BY_NAME")
  void what_is_said_by_name_leaves_other_caches_alone(Place place) {
    assertThat(thresholdOf("others", Map.of(place, 11))).isEqualTo(5);
  }

  @Test
  void settings_from_different_places_add_up() {
    CacheSettings settings =
        new Sources(directory)
            .classPath("heliosdb.edge.cache { tiering.promotion-threshold = 2, disk.slices = 2 }")
            .uriFile("heliosdb.edge.cache { disk.slices = 4, disk.high-water = 0.5 }")
            .code("disk.high-water", "0.6")
            .code("disk.store", "memory")
            .property("heliosdb.edge.cache.disk.store", "rocksdb")
            .property("heliosdb.edge.cache.serialization.max-depth", "7")
            .systemProperty("heliosdb.edge.cache.serialization.max-depth", "8")
            .cache("orders");

    assertThat(settings.tiering().promotionThreshold()).isEqualTo(2);
    assertThat(settings.disk().slices()).isEqualTo(4);
    assertThat(settings.disk().highWater()).isEqualTo(0.6);
    assertThat(settings.disk().store()).isEqualTo("rocksdb");
    assertThat(settings.serialization().maxDepth()).isEqualTo(8);
  }

  @Test
  void system_properties_set_after_loading_are_not_seen() {
    Sources sources = new Sources(directory);
    EdgeCacheSettings loaded = sources.load();

    sources.systemProperty("heliosdb.edge.cache." + SETTING, "9");

    assertThat(loaded.cache("orders", Map.of()).tiering().promotionThreshold()).isEqualTo(5);
  }

  private int thresholdOf(String cacheName, Map<Place, Integer> values) {
    Sources sources = new Sources(directory);
    StringBuilder classPath = new StringBuilder();
    StringBuilder uri = new StringBuilder();
    new EnumMap<>(values)
        .forEach(
            (place, value) -> {
              String line = place.key() + " = " + value + "\n";
              switch (place) {
                case CLASS_PATH_FOR_ALL, CLASS_PATH_BY_NAME -> classPath.append(line);
                case URI_FOR_ALL, URI_BY_NAME -> uri.append(line);
                case CODE -> sources.code(SETTING, value.toString());
                case PROPERTIES_FOR_ALL, PROPERTIES_BY_NAME ->
                    sources.property(place.key(), value.toString());
                case SYSTEM_FOR_ALL, SYSTEM_BY_NAME ->
                    sources.systemProperty(place.key(), value.toString());
              }
            });
    if (!classPath.isEmpty()) {
      sources.classPath(classPath.toString());
    }
    if (!uri.isEmpty()) {
      sources.uriFile(uri.toString());
    }
    return sources.cache(cacheName).tiering().promotionThreshold();
  }
}
