package com.heliosdb.edge.cache.cdi;

import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.lang.model.AnnotationInfo;
import jakarta.enterprise.lang.model.declarations.ClassInfo;
import jakarta.enterprise.lang.model.declarations.MethodInfo;
import jakarta.enterprise.lang.model.types.Type;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;

/** What an annotated method must be, as far as it can be told without loading its class. */
final class Rules {
  static final List<Class<? extends Annotation>> ANNOTATIONS =
      List.of(CacheResult.class, CachePut.class, CacheRemove.class, CacheRemoveAll.class);

  private static final int OUT_OF_REACH = Modifier.PRIVATE | Modifier.STATIC | Modifier.FINAL;

  private Rules() {}

  static boolean isOurs(AnnotationInfo annotation) {
    return ANNOTATIONS.stream().anyMatch(ours -> annotation.name().equals(ours.getName()));
  }

  /** Whether an annotation stands on a bean, on a stereotype of it, or on a method it has. */
  static boolean concern(BeanInfo bean) {
    ClassInfo type = bean.declaringClass();
    return type.hasAnnotation(Rules::isOurs)
        || bean.stereotypes().stream()
            .flatMap(stereotype -> stereotype.interceptorBindings().stream())
            .anyMatch(Rules::isOurs)
        || type.methods().stream().anyMatch(method -> method.hasAnnotation(Rules::isOurs));
  }

  /** A sentence for each rule that a method of this very class breaks. */
  static List<String> brokenBy(ClassInfo type) {
    List<String> broken = new ArrayList<>();
    for (MethodInfo method : type.methods()) {
      if (method.declaringClass().name().equals(type.name())) {
        for (Class<? extends Annotation> annotation : ANNOTATIONS) {
          if (method.hasAnnotation(annotation)) {
            brokenBy(method, annotation).ifPresent(broken::add);
          } else if (type.hasAnnotation(annotation) && isOpenFinal(method)) {
            broken.add(outOfReach(method, annotation, Modifier.FINAL));
          }
        }
      }
    }
    return broken;
  }

  /** An annotation of the class means these too, but neither private nor static ones. */
  private static boolean isOpenFinal(MethodInfo method) {
    return (method.modifiers() & OUT_OF_REACH) == Modifier.FINAL;
  }

  private static Optional<String> brokenBy(
      MethodInfo method, Class<? extends Annotation> annotation) {
    int outOfReach = method.modifiers() & OUT_OF_REACH;
    if (outOfReach != 0) {
      return Optional.of(outOfReach(method, annotation, outOfReach));
    }
    long values =
        method.parameters().stream().filter(p -> p.hasAnnotation(CacheValue.class)).count();
    return annotation == CachePut.class && values != 1
        ? Optional.of(valueCount(shown(method), (int) values))
        : Optional.empty();
  }

  private static String outOfReach(
      MethodInfo method, Class<? extends Annotation> annotation, int modifiers) {
    return "@%s on %s has no effect, since a %s method cannot be intercepted: make it an instance method that is neither private nor final"
        .formatted(annotation.getSimpleName(), shown(method), Modifier.toString(modifiers));
  }

  private static String shown(MethodInfo method) {
    return method.declaringClass().name()
        + "."
        + method.name()
        + method.parameters().stream()
            .map(parameter -> nameOf(parameter.type()))
            .collect(Collectors.joining(",", "(", ")"));
  }

  private static String nameOf(Type type) {
    return switch (type.kind()) {
      case PRIMITIVE -> type.asPrimitive().name();
      case CLASS -> type.asClass().declaration().name();
      case PARAMETERIZED_TYPE -> type.asParameterizedType().declaration().name();
      case ARRAY -> nameOf(type.asArray().componentType()) + "[]";
      default -> type.toString();
    };
  }

  /** The sentence about {@code @CachePut} with none or several {@code @CacheValue}. */
  static String valueCount(String method, int values) {
    return "@CachePut on %s needs exactly one parameter with @CacheValue, which is what it stores, but has %d"
        .formatted(method, values);
  }
}
