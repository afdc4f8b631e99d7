package com.heliosdb.edge.cache.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one source says. Every key in it is known and every value obeys its rule: the methods that
 * make one throw InvalidSettingException for the rest. Not written after it was made.
 *
 * @param forAll for all caches, by key
 * @param byCache for caches by name, by key
 */
record Layer(Map<String, Given> forAll, Map<String, Map<String, Given>> byCache) {
  static final String PREFIX = "heliosdb.edge.cache";
  private static final List<String> PREFIX_PATH = List.of("heliosdb", "edge", "cache");
  private static final String CACHES = "caches";

  private Layer() {
    this(new HashMap<>(), new HashMap<>());
  }

  /** From what a file says under the prefix. */
  static Layer ofFile(ConfigValue underPrefix) {
    Layer layer = new Layer();
    layer.addTree(List.of(), underPrefix);
    return layer;
  }

  /** From full keys; foreign ones are ignored. Values other than strings are taken as text. */
  static Layer ofProperties(Properties properties, String origin) {
    TreeMap<String, Object> ours = new TreeMap<>();
    properties.forEach(
        (key, value) -> {
          if (key instanceof String name && isOurs(name)) {
            ours.put(name, value);
          }
        });
    for (String name : properties.stringPropertyNames()) {
      if (isOurs(name)) {
        ours.put(name, properties.getProperty(name));
      }
    }
    Layer layer = new Layer();
    ours.forEach(
        (name, value) ->
            layer.add(
                pathOf(name, origin), ConfigValueFactory.fromAnyRef(value.toString(), origin)));
    return layer;
  }

  /** From relative keys that were set in code for one cache. */
  static Map<String, Given> ofCode(String cacheName, Map<String, String> settings) {
    String origin = "EdgeCacheConfiguration of cache '" + cacheName + "'";
    Map<String, Given> layer = new HashMap<>();
    new TreeMap<>(settings)
        .forEach(
            (key, value) -> {
              Given given = new Given(key, ConfigValueFactory.fromAnyRef(value, origin));
              check(given, List.of(), key);
              layer.put(key, given);
            });
    return layer;
  }

  static Layer empty() {
    return new Layer();
  }

  /** Adds what is said for all caches, then what is said for this one. */
  void addTo(Resolution resolution, String cacheName) {
    resolution.addForAll(forAll);
    resolution.addByName(byCache.getOrDefault(cacheName, Map.of()));
  }

  /** What is said for all caches, at its full keys. */
  Config toConfig() {
    Config config = ConfigFactory.empty();
    for (Given given : forAll.values()) {
      config = config.withValue(given.name(), given.value());
    }
    return config;
  }

  boolean isEmpty() {
    return forAll.isEmpty() && byCache.isEmpty();
  }

  private static boolean isOurs(String name) {
    return name.equals(PREFIX) || name.startsWith(PREFIX + ".");
  }

  private static List<String> pathOf(String name, String origin) {
    try {
      List<String> path = ConfigUtil.splitPath(name);
      return path.subList(PREFIX_PATH.size(), path.size());
    } catch (ConfigException e) {
      throw new InvalidSettingException(
          "%s (%s) is no key; parts of a key are separated by single dots, and a cache name with"
                  .formatted(name, origin)
              + " other signs than letters, digits, - and _ is put in double quotes",
          e);
    }
  }

  private void addTree(List<String> path, ConfigValue value) {
    if (value instanceof ConfigObject tree && !Settings.BY_KEY.containsKey(keyOf(path))) {
      tree.forEach((name, child) -> addTree(joined(path, List.of(name)), child));
    } else {
      add(path, value);
    }
  }

  private void add(List<String> path, ConfigValue value) {
    Given given = new Given(ConfigUtil.joinPath(joined(PREFIX_PATH, path)), value);
    String key = keyOf(path);
    check(given, ownerOf(path), key);
    if (isByCache(path)) {
      byCache.computeIfAbsent(path.get(1), name -> new HashMap<>()).put(key, given);
    } else {
      forAll.put(key, given);
    }
  }

  private static boolean isByCache(List<String> path) {
    return !path.isEmpty() && path.get(0).equals(CACHES);
  }

  /** The path without the {@code caches.<name>} before it; empty if there is nothing else. */
  private static String keyOf(List<String> path) {
    int start = isByCache(path) ? Math.min(2, path.size()) : 0;
    return String.join(".", path.subList(start, path.size()));
  }

  /** What is left out by {@link #keyOf}, with the prefix. */
  private static List<String> ownerOf(List<String> path) {
    if (!isByCache(path)) {
      return PREFIX_PATH;
    }
    return joined(PREFIX_PATH, List.of(CACHES, path.size() > 1 ? path.get(1) : "<name>"));
  }

  private static void check(Given given, List<String> owner, String key) {
    Setting<?> setting = Settings.BY_KEY.get(key);
    if (setting != null) {
      setting.read(given);
      return;
    }
    if (Settings.isStoreOption(key)) {
      // Checked by the store when a cache uses it.
      return;
    }
    Optional<String> member = Settings.firstKeyIn(key);
    if (member.isPresent()) {
      throw new InvalidSettingException(
          "%s is a group of settings without a value of its own, but was %s (%s); set a key in it,"
                  .formatted(given.name(), given.shownValue(), given.origin())
              + " such as "
              + suggestion(owner, member.get()));
    }
    throw new InvalidSettingException(
        "%s is no setting, but was given as %s (%s); the nearest valid key is %s"
            .formatted(given.name(), given.shownValue(), given.origin(), nearest(owner, key)));
  }

  private static String nearest(List<String> owner, String key) {
    if (owner.size() > PREFIX_PATH.size()) {
      // A cache name with dots that was not quoted: its end was taken for the start of the key.
      for (String known : Settings.BY_KEY.keySet()) {
        if (key.endsWith("." + known)) {
          String rest = key.substring(0, key.length() - known.length() - 1);
          List<String> parent = owner.subList(0, owner.size() - 1);
          String name = owner.get(owner.size() - 1) + "." + rest;
          return suggestion(joined(parent, List.of(name)), known) + " (a name with dots is quoted)";
        }
      }
    }
    return suggestion(owner, Settings.nearestKey(key));
  }

  private static String suggestion(List<String> owner, String key) {
    return owner.isEmpty() ? key : ConfigUtil.joinPath(owner) + "." + key;
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
