package com.heliosdb.edge.cache.spring;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.heliosdb.edge.cache.config.EdgeCacheSettings;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * What the environment says under {@code heliosdb.edge.cache}, in the spelling of {@code
 * reference.conf}. Nothing is checked here: keys that are no settings are handed on as they are
 * written, and the core says what is wrong with them. Immutable.
 *
 * <p>Spring's rules of relaxed binding hold: {@code HELIOSDB_EDGE_CACHE_DISK_MINFREE} is {@code
 * disk.min-free}. Cache names with dots may stand in brackets, {@code caches[com.acme.Order]}, or
 * as they are.
 */
final class EnvironmentSettings {
  private static final ConfigurationPropertyName PREFIX =
      ConfigurationPropertyName.of("heliosdb.edge.cache");
  private static final String CACHES = "caches";

  /** The settings' keys by their names, which are equal however their words are joined. */
  private static final Map<ConfigurationPropertyName, String> KEYS =
      EdgeCacheSettings.keys().stream()
          .collect(toUnmodifiableMap(ConfigurationPropertyName::of, Function.identity()));

  private final Map<String, Given> byKey = new LinkedHashMap<>();
  private final Set<String> cacheNames;

  /** A value, and where it was given. */
  private record Given(String value, String origin) {}

  private EnvironmentSettings(Collection<String> namedCaches) {
    cacheNames = new LinkedHashSet<>(namedCaches);
  }

  /**
   * Reads the environment.
   *
   * @param namedCaches caches that exist whether or not a setting names them
   */
  static EnvironmentSettings of(Environment environment, Collection<String> namedCaches) {
    EnvironmentSettings settings = new EnvironmentSettings(namedCaches);
    for (ConfigurationPropertyName name : names(environment)) {
      Given given = given(environment, name);
      if (given != null) {
        settings.byKey.put(settings.fullKey(name), given);
      }
    }
    return settings;
  }

  /** The settings as the manager's Properties. */
  Properties toProperties() {
    Properties properties = new Properties();
    byKey.forEach((key, given) -> properties.setProperty(key, given.value));
    return properties;
  }

  /** The caches named by the caller and by settings of their own. */
  Set<String> cacheNames() {
    return Set.copyOf(cacheNames);
  }

  /** The keys that a message speaks of, each with the place where it was given. */
  List<String> originsIn(String message) {
    List<String> origins = new ArrayList<>();
    byKey.forEach(
        (key, given) -> {
          if (message.contains(key)) {
            origins.add(key + " was given in " + given.origin);
          }
        });
    return origins;
  }

  /**
   * All names under the prefix; of two spellings of one, that of the weaker source: environment
   * variables, which are all capitals, rank above files.
   */
  private static Set<ConfigurationPropertyName> names(Environment environment) {
    List<ConfigurationPropertySource> weakestFirst = new ArrayList<>();
    ConfigurationPropertySources.get(environment).forEach(each -> weakestFirst.add(0, each));
    Set<ConfigurationPropertyName> names = new LinkedHashSet<>();
    for (ConfigurationPropertySource source : weakestFirst) {
      if (source instanceof IterableConfigurationPropertySource iterable) {
        iterable.stream()
            .filter(PREFIX::isAncestorOf)
            .map(EnvironmentSettings::withoutIndex)
            .forEach(names::add);
      }
    }
    return names;
  }

  private static ConfigurationPropertyName withoutIndex(ConfigurationPropertyName name) {
    int last = name.getNumberOfElements() - 1;
    return name.isNumericIndex(last) ? name.chop(last) : name;
  }

  private static @Nullable Given given(Environment environment, ConfigurationPropertyName name) {
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      ConfigurationProperty whole = source.getConfigurationProperty(name);
      List<ConfigurationProperty> found = whole == null ? elements(source, name) : List.of(whole);
      if (!found.isEmpty()) {
        List<String> values =
            found.stream()
                .map(each -> environment.resolveRequiredPlaceholders(each.getValue().toString()))
                .toList();
        return new Given(String.join(",", values), origin(found.get(0), source));
      }
    }
    return null;
  }

  private static List<ConfigurationProperty> elements(
      ConfigurationPropertySource source, ConfigurationPropertyName name) {
    return IntStream.iterate(0, index -> index + 1)
        .mapToObj(index -> source.getConfigurationProperty(name.append("[" + index + "]")))
        .takeWhile(Objects::nonNull)
        .toList();
  }

  private static String origin(ConfigurationProperty property, ConfigurationPropertySource source) {
    return Optional.<Object>ofNullable(property.getOrigin())
        .or(() -> Optional.ofNullable(source.getUnderlyingSource()))
        .map(Object::toString)
        .orElse("the environment");
  }

  /** The key in the core's spelling; notes the cache it is for. */
  private String fullKey(ConfigurationPropertyName name) {
    int start = PREFIX.getNumberOfElements();
    if (name.getNumberOfElements() == start + 1
        || !name.getElement(start, Form.UNIFORM).equals(CACHES)) {
      return PREFIX + "." + key(name, start);
    }
    int keyStart = keyStart(name, start + 2);
    String cache = cacheName(elements(name, start + 1, keyStart, Form.ORIGINAL));
    String owner = PREFIX + "." + CACHES + "." + ConfigUtil.joinPath(cache);
    return keyStart < name.getNumberOfElements() ? owner + "." + key(name, keyStart) : owner;
  }

  /** Where a cache's name ends: before the longest known key, else after one element. */
  private static int keyStart(ConfigurationPropertyName name, int first) {
    int elements = name.getNumberOfElements();
    return IntStream.range(first, elements)
        .filter(start -> KEYS.containsKey(adapt(name, start)))
        .findFirst()
        .orElse(Math.min(first, elements));
  }

  private static String key(ConfigurationPropertyName name, int start) {
    String known = KEYS.get(adapt(name, start));
    return known == null ? elements(name, start, name.getNumberOfElements(), Form.ORIGINAL) : known;
  }

  private static ConfigurationPropertyName adapt(ConfigurationPropertyName name, int start) {
    return ConfigurationPropertyName.adapt(
        elements(name, start, name.getNumberOfElements(), Form.ORIGINAL), '.');
  }

  private static String elements(
      ConfigurationPropertyName name, int start, int end, ConfigurationPropertyName.Form form) {
    return String.join(
        ".", IntStream.range(start, end).mapToObj(i -> name.getElement(i, form)).toList());
  }

  /** As it was spelled before, if it was: a variable of the environment has no small letters. */
  private String cacheName(String spelled) {
    boolean anySpelling = spelled.equals(uniform(spelled)) && !cacheNames.contains(spelled);
    for (String known : anySpelling ? List.copyOf(cacheNames) : List.<String>of()) {
      if (uniform(known).equals(spelled)) {
        return known;
      }
    }
    cacheNames.add(spelled);
    return spelled;
  }

  private static String uniform(String name) {
    return name.replaceAll("[^\\p{Alnum}]", "").toLowerCase(Locale.ROOT);
  }
}
