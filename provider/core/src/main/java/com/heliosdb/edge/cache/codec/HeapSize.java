package com.heliosdb.edge.cache.codec;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.UUID;

/**
 * Estimates how many bytes of heap an object takes, as HotSpot lays it out with compressed
 * references. Thread-safe; looks at a bounded number of objects and characters.
 */
final class HeapSize {
  /** What an object of unknown size counts as. */
  static final long UNKNOWN = 64;

  private static final int HEADER = 12;
  private static final int ARRAY_HEADER = 16;
  private static final int REFERENCE = 4;
  private static final int STRING = 24;
  private static final int BIG_INTEGER = 40;

  /** How far a record is followed into its components. */
  private static final int MAX_DEPTH = 3;

  /** How many characters are looked at to tell Latin-1 strings from others. */
  private static final int MAX_SAMPLES = 128;

  private static final Map<Class<?>, Integer> FIXED =
      Map.ofEntries(
          Map.entry(Boolean.class, 16),
          Map.entry(Byte.class, 16),
          Map.entry(Short.class, 16),
          Map.entry(Character.class, 16),
          Map.entry(Integer.class, 16),
          Map.entry(Float.class, 16),
          Map.entry(Long.class, 24),
          Map.entry(Double.class, 24),
          Map.entry(UUID.class, 32),
          Map.entry(Instant.class, 24),
          Map.entry(Duration.class, 24),
          Map.entry(Period.class, 24),
          Map.entry(LocalDate.class, 24),
          Map.entry(LocalTime.class, 24),
          Map.entry(LocalDateTime.class, 72),
          // The zones are shared.
          Map.entry(OffsetDateTime.class, 96),
          Map.entry(ZonedDateTime.class, 96));

  // Integers, not objects of ours: see TypeFingerprint.
  private static final ClassValue<Integer> RECORDS =
      new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
          return recordBytes(type);
        }
      };

  private HeapSize() {}

  static long of(Object object) {
    return of(object, MAX_DEPTH);
  }

  private static long of(Object object, int depth) {
    if (object instanceof String string) {
      return STRING + array(string.length(), isLatin1(string) ? Byte.BYTES : Character.BYTES);
    }
    if (object instanceof byte[] bytes) {
      return array(bytes.length, Byte.BYTES);
    }
    Integer fixed = FIXED.get(object.getClass());
    if (fixed != null) {
      return fixed;
    }
    if (object instanceof Enum || object instanceof Class) {
      // Not the cache's.
      return 0;
    }
    if (object instanceof Record) {
      return depth == 0 ? UNKNOWN : ofRecord(object, depth - 1);
    }
    if (object instanceof BigInteger number) {
      return ofDigits(number.bitLength());
    }
    if (object instanceof BigDecimal number) {
      return 40 + (number.precision() > 18 ? ofDigits(number.precision() * 10L / 3) : 0);
    }
    return object.getClass().isArray() ? ofArray(object) : UNKNOWN;
  }

  private static long ofDigits(long bits) {
    return BIG_INTEGER + array(bits / Integer.SIZE + 1, Integer.BYTES);
  }

  /**
   * Only evenly spaced characters of a long string: a rare one outside of Latin-1 may be missed.
   */
  private static boolean isLatin1(String string) {
    int step = string.length() / MAX_SAMPLES + 1;
    for (int i = 0; i < string.length(); i += step) {
      if (string.charAt(i) > 0xFF) {
        return false;
      }
    }
    return true;
  }

  private static long ofRecord(Object record, int depth) {
    long bytes = RECORDS.get(record.getClass());
    MethodHandle[] getters = RecordFields.getters(record.getClass());
    if (getters == null) {
      return bytes + UNKNOWN;
    }
    for (MethodHandle getter : getters) {
      Object component = RecordFields.get(getter, record);
      if (component != null) {
        bytes += of(component, depth);
      }
    }
    return bytes;
  }

  /** A record without what its components refer to. */
  private static int recordBytes(Class<?> type) {
    int bytes = HEADER;
    for (RecordComponent component : type.getRecordComponents()) {
      bytes += fieldBytes(component.getType());
    }
    return (int) aligned(bytes);
  }

  private static int fieldBytes(Class<?> type) {
    if (type == long.class || type == double.class) {
      return Long.BYTES;
    }
    if (type == short.class || type == char.class) {
      return Short.BYTES;
    }
    return type == byte.class || type == boolean.class ? Byte.BYTES : REFERENCE;
  }

  private static long ofArray(Object object) {
    return array(Array.getLength(object), fieldBytes(object.getClass().getComponentType()));
  }

  private static long array(long length, int elementBytes) {
    return aligned(ARRAY_HEADER + length * elementBytes);
  }

  private static long aligned(long bytes) {
    return (bytes + 7) & ~7L;
  }
}
