package com.heliosdb.edge.cache.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the fields behind the components of records, past their accessors. Thread-safe. */
final class RecordFields {
  private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);

  // Arrays of method handles, not objects of ours: see TypeFingerprint.
  private static final ClassValue<MethodHandle @Nullable []> GETTERS =
      new ClassValue<>() {
        @Override
        protected MethodHandle @Nullable [] computeValue(Class<?> type) {
          return gettersOf(type);
        }
      };

  private RecordFields() {}

  /**
   * Getters of all components that are objects, of type {@code (Object)Object}; null if the record
   * is in a module that does not let us in. The array is shared.
   */
  static MethodHandle @Nullable [] getters(Class<?> recordType) {
    return GETTERS.get(recordType);
  }

  /** What a getter returns. */
  static @Nullable Object get(MethodHandle getter, Object record) {
    try {
      return (Object) getter.invokeExact(record);
    } catch (Throwable impossible) {
      throw new LinkageError("A getter of a field failed", impossible);
    }
  }

  private static MethodHandle @Nullable [] gettersOf(Class<?> type) {
    List<MethodHandle> getters = new ArrayList<>();
    try {
      for (RecordComponent component : type.getRecordComponents()) {
        if (!component.getType().isPrimitive()) {
          Field field = type.getDeclaredField(component.getName());
          if (!field.trySetAccessible()) {
            return null;
          }
          getters.add(MethodHandles.lookup().unreflectGetter(field).asType(GETTER));
        }
      }
    } catch (ReflectiveOperationException | LinkageError closed) {
      return null;
    }
    return getters.toArray(MethodHandle[]::new);
  }
}
