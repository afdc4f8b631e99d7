package com.heliosdb.edge.cache.cdi;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The methods that a container may intercept. */
final class BusinessMethods {
  private BusinessMethods() {}

  /** Those of a bean, inherited ones and default methods of interfaces too, overridden ones not. */
  static Collection<Method> of(Class<?> bean) {
    Map<Signature, Method> methods = new LinkedHashMap<>();
    for (Class<?> type = bean; type != null && type != Object.class; type = type.getSuperclass()) {
      add(type.getDeclaredMethods(), methods);
    }
    // Of default methods these are the ones that win.
    add(bean.getMethods(), methods);
    return methods.values();
  }

  private static void add(Method[] candidates, Map<Signature, Method> methods) {
    for (Method method : candidates) {
      boolean interceptable =
          !method.isSynthetic()
              && (method.getModifiers() & (Modifier.STATIC | Modifier.PRIVATE | Modifier.ABSTRACT))
                  == 0
              && method.getDeclaringClass() != Object.class;
      if (interceptable) {
        methods.putIfAbsent(
            new Signature(method.getName(), Arrays.asList(method.getParameterTypes())), method);
      }
    }
  }

  private record Signature(String name, List<Class<?>> parameters) {}
}
