package com.heliosdb.edge.cache.cdi;

import java.util.ArrayList;
import java.util.List;
import javax.cache.CacheException;

/**
 * The classes of the beans with annotated methods that deployment found.
 *
 * @param names of the classes
 * @param loader of the application
 */
record AnnotatedTypes(List<String> names, ClassLoader loader) {
  List<Class<?>> load() {
    List<Class<?>> types = new ArrayList<>();
    for (String name : names) {
      try {
        types.add(Class.forName(name, false, loader));
      } catch (ClassNotFoundException | LinkageError e) {
        throw new CacheException(
            "%s has annotations of JSR-107 but cannot be loaded: %s".formatted(name, e), e);
      }
    }
    return types;
  }
}
