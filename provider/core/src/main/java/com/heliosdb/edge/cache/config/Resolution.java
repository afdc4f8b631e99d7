package com.heliosdb.edge.cache.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

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

  /** Whether the disk tier was switched on for this very cache, or something about it was set. */
  boolean wantsDiskItself() {
    Given enabled = givenByName.get(Settings.DISK_ENABLED.key());
    return enabled != null
        ? Settings.DISK_ENABLED.read(enabled)
        : givenByName.keySet().stream().anyMatch(key -> key.startsWith("disk."));
  }
}
