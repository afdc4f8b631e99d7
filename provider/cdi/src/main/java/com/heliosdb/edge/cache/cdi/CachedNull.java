package com.heliosdb.edge.cache.cdi;

import org.jspecify.annotations.Nullable;

/**
 * Stands in a cache for the null that a method returned, since JCache knows no null. Its name is
 * part of what is stored on disk.
 */
enum CachedNull {
  /** The only one. */
  NULL;

  /** What is stored for a value. */
  static Object mask(@Nullable Object value) {
    return value == null ? NULL : value;
  }

  /** The value for which something was stored. */
  static @Nullable Object unmask(Object stored) {
    return stored == NULL ? null : stored;
  }
}
