package com.heliosdb.edge.cache.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Constants of enums as they are written on the command line: in lower case. */
public final class Names {
  private Names() {}

  /**
   * Finds a constant by its name in lower case.
   *
   * @param what what such a constant is, for the message
   * @throws IllegalArgumentException if there is none, with those there are
   */
  public static <E extends Enum<E>> E find(Class<E> type, String what, String name) {
    for (E constant : type.getEnumConstants()) {
      if (of(constant).equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "There is no %s '%s'; there are %s"
            .formatted(
                what,
                name,
                Arrays.stream(type.getEnumConstants())
                    .map(Names::of)
                    .collect(Collectors.joining(", "))));
  }

  private static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
