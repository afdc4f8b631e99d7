package com.heliosdb.edge.cache.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which value each setting of one cache has. Sources are added from the weakest to the strongest;
 * confined to the thread that resolves.
 */
final class Resolution {
  private final Map<String, Given> given;
  private final Set<String> changed = new HashSet<>();
  private final Map<String, Given> givenByName = new HashMap<>();

  /** Starts with the default of every setting. */
  Resolution(Map<String, Given> defaults) {
    given = new HashMap<>(defaults);
  }

  void addForAll(Map<String, Given> source) {
    given.putAll(source);
    changed.addAll(source.keySet());
  }

  /** Adds what a source says for this very cache. */
  void addByName(Map<String, Given> source) {
    addForAll(source);
    givenByName.putAll(source);
  }

  <T> T get(Setting<T> setting) {
    return setting.read(given(setting));
  }

  /** As it was given, or its default. */
  Given given(Setting<?> setting) {
    return Objects.requireNonNull(given.get(setting.key()), setting.key());
  }

  boolean isDefault(Setting<?> setting) {
    return !changed.contains(setting.key());
  }

  /** Whether the value in force was given for this very cache. */
  boolean isByName(Setting<?> setting) {
    return given(setting).equals(givenByName.get(setting.key()));
  }

  /**
   * Whether a tier was switched on for this very cache, or something about it was set.
   *
   * @param enabled the switch, in the group of the tier's settings
   */
  boolean wantsItself(Setting<Boolean> enabled) {
    Given given = givenByName.get(enabled.key());
    String group = enabled.key().substring(0, enabled.key().indexOf('.') + 1);
    return given != null
        ? enabled.read(given)
        : givenByName.keySet().stream().anyMatch(key -> key.startsWith(group));
  }

  /** What only region stores know: by the name of the store, then by key relative to its group. */
  Map<String, Map<String, Given>> storeOptions() {
    Map<String, Map<String, Given>> byStore = new HashMap<>();
    given.forEach(
        (key, value) -> {
          if (Settings.isStoreOption(key)) {
            String[] parts = key.split("\\.", 3);
            byStore.computeIfAbsent(parts[1], name -> new HashMap<>()).put(parts[2], value);
          }
        });
    return byStore;
  }

  /** The stores that something was set of, beyond the defaults. */
  Set<String> storesSet() {
    return changed.stream()
        .filter(Settings::isStoreOption)
        .map(key -> key.split("\\.", 3)[1])
        .collect(Collectors.toSet());
  }
}
