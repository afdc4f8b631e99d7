package com.heliosdb.edge.cache.benchmarks;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;

/** The kinds of values. */
public enum Payload {
  /** A short immutable string. */
  STRING(String.class),
  /** 1 KB in a byte array, which is mutable: a by-value cache copies it. */
  BYTES(byte[].class),
  /** A mutable serializable object of about 1 KB: a by-value cache copies it. */
  BEAN(Bean.class);

  private static final int BYTES_IN_1_KB = 1_024;

  @SuppressWarnings("ImmutableEnumChecker") // a class is immutable
  private final Class<?> type;

  Payload(Class<?> type) {
    this.type = type;
  }

  /**
   * The payload of a name in lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Payload named(String name) {
    return Names.find(Payload.class, "payload", name);
  }

  /** The class of its values. */
  @SuppressWarnings("unchecked") // callers treat values as objects
  public Class<Object> type() {
    return (Class<Object>) type;
  }

  /** A new value. */
  public Object value(int number) {
    return switch (this) {
      case STRING -> "value of the entry number " + number;
      case BYTES -> bytes(BYTES_IN_1_KB, number);
      case BEAN -> new Bean(number);
    };
  }

  /** Bytes that do not compress to nothing. */
  public static byte[] bytes(int length, int number) {
    byte[] bytes = new byte[length];
    int state = number * 0x9E3779B9 + 1;
    for (int i = 0; i < length; i++) {
      state = state * 1_664_525 + 1_013_904_223;
      bytes[i] = (byte) (state >>> 24);
    }
    return bytes;
  }

  /** What services keep in caches: a few fields and lists, about 1 KB when serialized. */
  public static final class Bean implements Serializable {
    @Serial private static final long serialVersionUID = 1L;

    private final long number;
    private final String[] lines;
    private final double[] amounts;

    Bean(int number) {
      this.number = number;
      lines = new String[12];
      Arrays.setAll(lines, i -> "line %d of the order %d, about fifty signs".formatted(i, number));
      amounts = new double[32];
      Arrays.setAll(amounts, i -> number + i / 100.0);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bean that
          && number == that.number
          && Arrays.equals(lines, that.lines)
          && Arrays.equals(amounts, that.amounts);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }
}
