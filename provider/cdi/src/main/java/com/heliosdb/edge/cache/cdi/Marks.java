package com.heliosdb.edge.cache.cdi;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Annotations as CDI finds them: on the element itself, or on an annotation there, since
 * stereotypes and interceptor bindings may carry others.
 */
final class Marks {
  private Marks() {}

  /** The nearest of this type; null if there is none. */
  static <A extends Annotation> @Nullable A find(Class<A> type, AnnotatedElement element) {
    return find(type, element, new HashSet<>());
  }

  private static <A extends Annotation> @Nullable A find(
      Class<A> type, AnnotatedElement element, Set<AnnotatedElement> seen) {
    A own = element.getAnnotation(type);
    if (own != null) {
      return own;
    }
    for (Annotation carrier : element.getAnnotations()) {
      // Some annotate themselves.
      if (seen.add(carrier.annotationType())) {
        A carried = find(type, carrier.annotationType(), seen);
        if (carried != null) {
          return carried;
        }
      }
    }
    return null;
  }
}
