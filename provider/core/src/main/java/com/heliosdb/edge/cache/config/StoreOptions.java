package com.heliosdb.edge.cache.config;

import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The settings of one kind of store, such as those under {@code region.hazelcast}, which only the
 * store knows. It asks for each by name and rule and refuses the rest. Confined to one thread.
 *
 * <p>A value that breaks its rule is refused with an {@link InvalidSettingException} that names
 * key, value, place and rule.
 */
public final class StoreOptions {
  private static final Set<ConfigValueType> TEXTS =
      EnumSet.of(ConfigValueType.STRING, ConfigValueType.NUMBER, ConfigValueType.BOOLEAN);

  private final String group;
  private final Map<String, Given> given;
  private final Set<String> known = new TreeSet<>();

  StoreOptions(String group, Map<String, Given> given) {
    this.group = group;
    this.given = new HashMap<>(given);
  }

  /**
   * Options from code.
   *
   * @param group the key they stand under, such as {@code region.hazelcast}
   * @param values by key relative to the group
   */
  public static StoreOptions of(String group, Map<String, String> values) {
    Map<String, Given> given = new HashMap<>();
    values.forEach(
        (key, value) ->
            given.put(
                key, new Given(group + "." + key, ConfigValueFactory.fromAnyRef(value, "code"))));
    return new StoreOptions(group, given);
  }

  /** A text that matches a pattern as a whole; the rule is the end of "must be …". */
  public Optional<String> text(String key, String rule, Pattern allowed) {
    return read(Setting.word(key, rule, allowed));
  }

  /** A text that no message shows, such as a password. */
  public Optional<String> secret(String key) {
    known.add(key);
    Given secret = given.get(key);
    if (secret == null) {
      return Optional.empty();
    }
    if (!TEXTS.contains(secret.value().valueType())) {
      throw new InvalidSettingException(
          "%s must be a text, but was a %s (%s)"
              .formatted(
                  secret.name(),
                  secret.value().valueType().name().toLowerCase(Locale.ROOT),
                  secret.origin()));
    }
    return Optional.of(String.valueOf(secret.value().unwrapped()));
  }

  /** {@code true} or {@code false}. */
  public Optional<Boolean> flag(String key) {
    return read(Setting.flag(key));
  }

  /** A whole number in bounds. */
  public Optional<Long> count(String key, long min, long max) {
    return read(Setting.count(key, min, max));
  }

  /** A size with or without unit, in bytes. */
  public Optional<Long> size(String key, long minBytes, long maxBytes) {
    return read(Setting.size(key, minBytes, maxBytes));
  }

  /** A time with its unit. */
  public Optional<Duration> time(String key) {
    return read(Setting.time(key));
  }

  /** A path of the local file system. */
  public Optional<Path> path(String key) {
    return read(Setting.path(key));
  }

  /** The key in full, for messages. */
  public String fullKey(String key) {
    return group + "." + key;
  }

  /**
   * Called when every option was asked for.
   *
   * @throws InvalidSettingException if another one was given; names it and the nearest valid key
   */
  public void refuseUnknown() {
    for (Map.Entry<String, Given> each : given.entrySet()) {
      if (!known.contains(each.getKey())) {
        Given unknown = each.getValue();
        // Not its value: it may be a secret whose key was mistyped.
        throw new InvalidSettingException(
            "%s is no setting, but was given (%s); %s"
                .formatted(
                    unknown.name(),
                    unknown.origin(),
                    known.isEmpty()
                        ? "there is none under " + group
                        : "the nearest valid key is " + fullKey(nearest(each.getKey()))));
      }
    }
  }

  private String nearest(String key) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> Settings.editDistance(key, candidate)))
        .orElseThrow();
  }

  private <T> Optional<T> read(Setting<T> setting) {
    known.add(setting.key());
    return Optional.ofNullable(given.get(setting.key())).map(setting::read);
  }
}
