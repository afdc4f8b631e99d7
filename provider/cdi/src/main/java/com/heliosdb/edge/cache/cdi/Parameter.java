package com.heliosdb.edge.cache.cdi;

import java.lang.annotation.Annotation;
import java.util.Set;

/**
 * A parameter of an annotated method.
 *
 * @param position from 0 on
 * @param type as declared
 * @param annotations immutable
 */
record Parameter(int position, Class<?> type, Set<Annotation> annotations) {
  boolean has(Class<? extends Annotation> annotation) {
    return annotations.stream().anyMatch(annotation::isInstance);
  }
}
