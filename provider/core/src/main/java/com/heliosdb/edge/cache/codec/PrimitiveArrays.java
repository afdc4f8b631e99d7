package com.heliosdb.edge.cache.codec;

import org.jspecify.annotations.Nullable;

/** Copies arrays of primitives. */
final class PrimitiveArrays {
  private PrimitiveArrays() {}

  /** A clone; null if the object is no such array. */
  static @Nullable Object cloneOf(Object object) {
    if (object instanceof byte[] array) {
      return array.clone();
    }
    if (object instanceof int[] array) {
      return array.clone();
    }
    if (object instanceof long[] array) {
      return array.clone();
    }
    if (object instanceof double[] array) {
      return array.clone();
    }
    if (object instanceof char[] array) {
      return array.clone();
    }
    if (object instanceof float[] array) {
      return array.clone();
    }
    if (object instanceof short[] array) {
      return array.clone();
    }
    if (object instanceof boolean[] array) {
      return array.clone();
    }
    return null;
  }
}
