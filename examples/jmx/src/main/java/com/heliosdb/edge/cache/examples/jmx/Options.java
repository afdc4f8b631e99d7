package com.heliosdb.edge.cache.examples.jmx;

import java.time.Duration;
import java.time.format.DateTimeParseException;

/**
 * The command line.
 *
 * @param target a process id or a JMX service URL
 * @param once show one picture and end
 * @param json show it as JSON, one object a line
 * @param interval between two pictures
 */
record Options(String target, boolean once, boolean json, Duration interval) {
  static final String USAGE =
      """
      Shows the tiers of the caches of a running node.

        java -jar tiers.jar TARGET [--once] [--json] [--interval SECONDS]

      TARGET      the id of a Java process of the same user on this machine (jps shows them), or a
                  JMX service URL: service:jmx:rmi:///jndi/rmi://HOST:PORT/jmxrmi
      --once      show one picture and end
      --json      as JSON, one object a line, for scripts
      --interval  seconds between two pictures; 1 if not given, 0.1 at least

      The caches must have statistics enabled.
      """;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException if it cannot be understood; the message says why
   */
  static Options of(String... arguments) {
    String target = "";
    boolean once = false;
    boolean json = false;
    Duration interval = Duration.ofSeconds(1);
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      switch (argument) {
        case "--once" -> once = true;
        case "--json" -> json = true;
        case "--interval" -> interval = seconds(i + 1 < arguments.length ? arguments[++i] : "");
        default -> {
          if (argument.startsWith("-")) {
            throw new IllegalArgumentException("There is no option " + argument);
          }
          if (!target.isEmpty()) {
            throw new IllegalArgumentException(
                "There are two targets, %s and %s".formatted(target, argument));
          }
          target = argument;
        }
      }
    }
    if (!target.matches("\\d+|service:jmx:.+")) {
      throw new IllegalArgumentException(
          "The target must be a process id or a JMX service URL but was '%s'".formatted(target));
    }
    return new Options(target, once, json, interval);
  }

  private static Duration seconds(String text) {
    try {
      Duration interval = Duration.parse("PT" + text + "S");
      if (interval.toMillis() >= 100) {
        return interval;
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "--interval must be a number of seconds but was '%s'".formatted(text), e);
    }
    throw new IllegalArgumentException("--interval must be at least 0.1 but was " + text);
  }
}
