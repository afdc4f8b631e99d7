package com.heliosdb.edge.cache.jcache;

/** What {@code unwrap} of the specification does everywhere. */
final class Unwrap {
  private Unwrap() {}

  /**
   * The object as the class.
   *
   * @throws IllegalArgumentException if it is none
   */
  static <T> T as(Class<T> clazz, Object object) {
    if (clazz.isInstance(object)) {
      return clazz.cast(object);
    }
    throw new IllegalArgumentException(
        "%s cannot be unwrapped to %s".formatted(object.getClass().getName(), clazz.getName()));
  }
}
