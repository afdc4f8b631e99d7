package com.heliosdb.edge.cache.codec;

import java.io.File;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.HijrahDate;
import java.time.chrono.JapaneseDate;
import java.time.chrono.JapaneseEra;
import java.time.chrono.MinguoDate;
import java.time.chrono.ThaiBuddhistDate;
import java.util.Currency;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Knows which objects never change. Thread-safe; the answer takes one lookup, and for records with
 * components of open types one for each of these.
 *
 * <p>Immutable are: value types of the JDK, by exact class; enums; records whose components all
 * are; a present Optional of such; and what the user declared, by exact class. URL is not: its
 * handler may change it.
 */
final class Immutability {
  private static final Set<Class<?>> VALUE_TYPES =
      Set.of(
          String.class,
          Boolean.class,
          Byte.class,
          Short.class,
          Character.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          MathContext.class,
          Instant.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          OffsetTime.class,
          OffsetDateTime.class,
          ZonedDateTime.class,
          ZoneOffset.class,
          Duration.class,
          Period.class,
          Year.class,
          YearMonth.class,
          MonthDay.class,
          HijrahDate.class,
          JapaneseDate.class,
          JapaneseEra.class,
          MinguoDate.class,
          ThaiBuddhistDate.class,
          UUID.class,
          URI.class,
          File.class,
          Locale.class,
          Class.class,
          Pattern.class,
          Currency.class,
          Inet4Address.class,
          Inet6Address.class,
          InetSocketAddress.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class);

  private static final int NO = 0;
  private static final int BY_CONTENT = 1;
  private static final int YES = 2;

  /** How far a record is followed into its components; deeper ones count as mutable. */
  private static final int MAX_DEPTH = 8;

  private final Set<String> declared;

  // Integers, not objects of ours: see TypeFingerprint.
  private final ClassValue<Integer> verdicts =
      new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
          try {
            return verdict(type);
          } catch (LinkageError missingComponentType) {
            return NO;
          }
        }
      };

  /** Names, not classes: a cache must not keep the class loader of its values alive. */
  Immutability(Set<String> declared) {
    this.declared = Set.copyOf(declared);
  }

  boolean isImmutable(Object value) {
    return value.getClass() == String.class || isImmutable(value, MAX_DEPTH);
  }

  private boolean isImmutable(Object value, int depth) {
    return switch (verdicts.get(value.getClass())) {
      case YES -> true;
      case BY_CONTENT -> depth > 0 && hasImmutableContent(value, depth - 1);
      default -> false;
    };
  }

  private boolean hasImmutableContent(Object value, int depth) {
    if (value instanceof Optional<?> optional) {
      return optional.isEmpty() || isImmutable(optional.get(), depth);
    }
    MethodHandle[] getters = RecordFields.getters(value.getClass());
    if (getters == null) {
      return false;
    }
    for (MethodHandle getter : getters) {
      Object component = RecordFields.get(getter, value);
      if (component != null && !isImmutable(component, depth)) {
        return false;
      }
    }
    return true;
  }

  private int verdict(Class<?> type) {
    if (VALUE_TYPES.contains(type)
        || declared.contains(type.getName())
        || ZoneId.class.isAssignableFrom(type)
        || Enum.class.isAssignableFrom(type)) {
      return YES;
    }
    if (type == Optional.class) {
      return BY_CONTENT;
    }
    if (!type.isRecord() || hasArray(type)) {
      return NO;
    }
    return isClosed(type, new HashSet<>()) ? YES : BY_CONTENT;
  }

  private static boolean hasArray(Class<?> recordType) {
    for (RecordComponent component : recordType.getRecordComponents()) {
      if (component.getType().isArray()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether everything a variable of this type can hold is immutable. A type met again on the way
   * is taken to be: a record that holds its own kind is what its other components are.
   */
  private boolean isClosed(Class<?> type, Set<Class<?>> met) {
    // ZoneId is sealed, and so is an enum whose constants have bodies.
    if (type.isPrimitive() || type.isEnum() || type == ZoneId.class || !met.add(type)) {
      return true;
    }
    if (VALUE_TYPES.contains(type) || declared.contains(type.getName())) {
      return Modifier.isFinal(type.getModifiers());
    }
    if (!type.isRecord()) {
      return false;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      if (!isClosed(component.getType(), met)) {
        return false;
      }
    }
    return true;
  }
}
