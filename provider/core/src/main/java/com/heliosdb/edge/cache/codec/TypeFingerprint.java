package com.heliosdb.edge.cache.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * 64 bits that change with the shape of a class: the components of a record, the constants of an
 * enum, the serialVersionUID of any other serializable class. Thread-safe.
 */
final class TypeFingerprint {
  /** The fingerprint of a class that cannot be recognized after reading. */
  static final long INCOMPARABLE = 0;

  // Longs, not objects of ours: what hangs on a class of the JDK would keep our class loader alive.
  private static final ClassValue<Long> FINGERPRINTS =
      new ClassValue<>() {
        @Override
        protected Long computeValue(Class<?> type) {
          return compute(type);
        }
      };

  private TypeFingerprint() {}

  /** The fingerprint of an object's class; {@link #INCOMPARABLE} if there is none. */
  static long of(Object value) {
    return FINGERPRINTS.get(
        value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass());
  }

  /** Whether Java serialization does not notice by itself that this class has changed. */
  static boolean needsCheck(Class<?> type) {
    return type.isRecord() || type.isEnum();
  }

  /** The fingerprint of a record or enum; does not initialize the class. */
  static long ofType(Class<?> type) {
    return FINGERPRINTS.get(type);
  }

  private static long compute(Class<?> type) {
    try {
      String shape = shape(type);
      // Zero is taken.
      return shape == null ? INCOMPARABLE : KeyHash.of(shape.getBytes(UTF_8)).high() | 1;
    } catch (LinkageError unreadable) {
      return INCOMPARABLE;
    }
  }

  private static @Nullable String shape(Class<?> type) {
    // The names of hidden and proxy classes change from run to run, and a class that is replaced
    // when written may come back as another.
    if (type.isHidden() || Proxy.isProxyClass(type) || isReplaced(type)) {
      return null;
    }
    String name = type.getName();
    if (type.isRecord()) {
      return Arrays.stream(type.getRecordComponents())
          .map(component -> component.getType().getName() + " " + component.getName())
          .collect(Collectors.joining("\n", "record " + name + "\n", ""));
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getDeclaredFields())
          .filter(Field::isEnumConstant)
          .map(Field::getName)
          .sorted()
          .collect(Collectors.joining("\n", "enum " + name + "\n", ""));
    }
    if (Serializable.class.isAssignableFrom(type)) {
      return "class " + name + "\n" + ObjectStreamClass.lookupAny(type).getSerialVersionUID();
    }
    return "class " + name;
  }

  private static boolean isReplaced(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      try {
        if (c.getDeclaredMethod("writeReplace").getReturnType() == Object.class) {
          return true;
        }
      } catch (NoSuchMethodException none) {
        // Perhaps its superclass has one.
      }
    }
    return false;
  }
}
