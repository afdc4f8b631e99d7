package com.heliosdb.edge.cache.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One key of {@code reference.conf}: its type and the rule for its values.
 *
 * @param key relative to the prefix
 * @param rule what a value must be, as the end of "must be …"
 * @param reader gives the typed value; throws ConfigException, IllegalArgumentException or
 *     ArithmeticException if the rule is broken
 */
record Setting<T>(String key, String rule, Function<ConfigValue, T> reader) {
  private static final Pattern SIZE = Pattern.compile("[0-9]+(\\.[0-9]+)?\\s*[A-Za-z]*");
  private static final Pattern TIME = Pattern.compile("[0-9]+(\\.[0-9]+)?\\s*[A-Za-z]+");
  private static final Pattern CLASS_NAME =
      Pattern.compile(
          "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*"
              + "(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)*");
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

  /**
   * The typed value.
   *
   * @throws InvalidSettingException if it breaks the rule
   */
  T read(Given given) {
    try {
      return reader.apply(given.value());
    } catch (ConfigException | IllegalArgumentException | ArithmeticException e) {
      throw new InvalidSettingException(
          "%s must be %s, but was %s (%s)"
              .formatted(given.name(), rule, given.shownValue(), given.origin()),
          e);
    }
  }

  static Setting<Long> size(String key, long minBytes, long maxBytes) {
    BigInteger min = BigInteger.valueOf(minBytes);
    BigInteger max = BigInteger.valueOf(maxBytes);
    return new Setting<>(
        key,
        "a size from %s to %s, such as 64 MiB or 67108864"
            .formatted(bytes(minBytes), bytes(maxBytes)),
        value -> {
          // The library takes NaN for 0.
          require(SIZE.matcher(text(value)).matches());
          BigInteger bytes = alone(value).getMemorySize("v").toBytesBigInteger();
          return within(min, bytes, max).longValueExact();
        });
  }

  static Setting<Long> count(String key, long min, long max) {
    return new Setting<>(
        key, "a whole number from %d to %d".formatted(min, max), value -> count(value, min, max));
  }

  static Setting<Integer> smallCount(String key, int min, int max) {
    Setting<Long> count = count(key, min, max);
    return new Setting<>(
        key, count.rule, value -> Math.toIntExact(count.reader.apply(value).longValue()));
  }

  static Setting<Integer> powerOfTwo(String key, int max) {
    return new Setting<>(
        key,
        "a power of two from 1 to " + max,
        value -> {
          long count = count(value, 1, max);
          require(Long.bitCount(count) == 1);
          return (int) count;
        });
  }

  static Setting<Double> number(String key, double min, double max) {
    return new Setting<>(
        key,
        "a number from %s to %s".formatted(shown(min), shown(max)),
        value -> {
          double number = alone(value).getDouble("v");
          require(number >= min && number <= max);
          return number;
        });
  }

  static Setting<Duration> time(String key) {
    return new Setting<>(
        key,
        "a time with its unit from 1 ms to 3650 d, such as 500 ms, 5 s, 5 m or 1 h",
        value -> {
          // Without a unit the library takes milliseconds, which few would expect.
          require(TIME.matcher(text(value)).matches());
          return within(SHORTEST, alone(value).getDuration("v"), LONGEST);
        });
  }

  static Setting<Optional<Duration>> timeOrNever(String key) {
    return timeOr("never", key);
  }

  /** A time that may be switched off. */
  static Setting<Optional<Duration>> timeOrOff(String key) {
    return timeOr("off", key);
  }

  private static Setting<Optional<Duration>> timeOr(String none, String key) {
    Setting<Duration> time = time(key);
    return new Setting<>(
        key,
        none + ", or " + time.rule,
        value ->
            text(value).equals(none) ? Optional.empty() : Optional.of(time.reader.apply(value)));
  }

  static Setting<Boolean> flag(String key) {
    return new Setting<>(key, "true or false", value -> alone(value).getBoolean("v"));
  }

  static Setting<String> word(String key, String rule, Pattern allowed) {
    return new Setting<>(
        key,
        rule,
        value -> {
          String word = alone(value).getString("v");
          require(allowed.matcher(word).matches());
          return word;
        });
  }

  static Setting<Path> path(String key) {
    return new Setting<>(
        key,
        "a path of the local file system, and no ~, which only a shell expands",
        value -> {
          String path = alone(value).getString("v");
          require(!path.isBlank() && !path.startsWith("~"));
          return Path.of(path).toAbsolutePath();
        });
  }

  static Setting<List<String>> classNames(String key) {
    return names(
        key, "a list of class names, or one string of them with commas between", CLASS_NAME);
  }

  /** Class names, and package names that end in {@code .*} or {@code .**}. */
  static Setting<List<String>> classPatterns(String key) {
    return names(
        key,
        "a list of class names and of packages as com.acme.* or, with those below, com.acme.**, or"
            + " one string of them with commas between",
        Pattern.compile(CLASS_NAME.pattern() + "(\\.\\*{1,2})?"));
  }

  private static Setting<List<String>> names(String key, String rule, Pattern allowed) {
    return new Setting<>(
        key,
        rule,
        value -> {
          Config alone = alone(value);
          boolean list = value.valueType() == ConfigValueType.LIST;
          Stream<String> parts =
              list ? alone.getStringList("v").stream() : commaSeparated(alone.getString("v"));
          List<String> names = parts.map(String::strip).toList();
          require(names.stream().allMatch(name -> allowed.matcher(name).matches()));
          return names;
        });
  }

  private static Stream<String> commaSeparated(String text) {
    return text.isBlank() ? Stream.empty() : Stream.of(text.split(",", -1));
  }

  /** Not the library's: it takes 5.7 for 5. */
  private static long count(ConfigValue value, long min, long max) {
    return within(min, new BigDecimal(text(value)).longValueExact(), max);
  }

  private static Config alone(ConfigValue value) {
    return value.atKey("v");
  }

  private static String text(ConfigValue value) {
    return String.valueOf(value.unwrapped()).strip();
  }

  private static <C extends Comparable<? super C>> C within(C min, C value, C max) {
    require(value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
    return value;
  }

  private static void require(boolean kept) {
    if (!kept) {
      throw new IllegalArgumentException("outside the rule");
    }
  }

  private static String shown(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  /** {@code 65536} as {@code 64 KiB}: the largest unit that needs no fraction. */
  static String bytes(long bytes) {
    int unit = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.size() - 1);
    return (bytes >> (10 * unit)) + " " + UNITS.get(unit);
  }
}
