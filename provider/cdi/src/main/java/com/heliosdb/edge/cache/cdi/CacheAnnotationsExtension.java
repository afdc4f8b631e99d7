package com.heliosdb.edge.cache.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;
import jakarta.enterprise.inject.build.compatible.spi.Discovery;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import jakarta.enterprise.inject.build.compatible.spi.Messages;
import jakarta.enterprise.inject.build.compatible.spi.MetaAnnotations;
import jakarta.enterprise.inject.build.compatible.spi.Registration;
import jakarta.enterprise.inject.build.compatible.spi.ScannedClasses;
import jakarta.enterprise.inject.build.compatible.spi.Synthesis;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticComponents;
import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.cache.CacheManager;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;

/**
 * Makes the annotations of JSR-107 interceptor bindings of Jakarta CDI. Public for the container,
 * which finds it as a service and makes one for each deployment.
 */
public final class CacheAnnotationsExtension implements BuildCompatibleExtension {
  private final Set<String> annotatedTypes = new TreeSet<>();
  private boolean applicationHasManager;

  /** Called by the container. */
  public CacheAnnotationsExtension() {}

  /**
   * The attributes carry the {@code Nonbinding} of an older CDI, which no container looks at. The
   * classes are added by name, since a {@code beans.xml} in this jar would make all of it beans.
   */
  @Discovery
  public void bind(MetaAnnotations annotations, ScannedClasses classes) {
    Rules.ANNOTATIONS.forEach(
        annotation ->
            annotations
                .addInterceptorBinding(annotation)
                .methods()
                .forEach(attribute -> attribute.addAnnotation(Nonbinding.class)));
    List.of(
            CachedMethods.class,
            CacheResultInterceptor.class,
            CachePutInterceptor.class,
            CacheRemoveInterceptor.class,
            CacheRemoveAllInterceptor.class)
        .forEach(type -> classes.add(type.getName()));
  }

  /**
   * Refuses what could have no effect. The annotation goes, or a container that has a rule of its
   * own would speak first, and name its interceptor instead.
   */
  @Enhancement(
      types = Object.class,
      withSubtypes = true,
      withAnnotations = {
        CacheResult.class,
        CachePut.class,
        CacheRemove.class,
        CacheRemoveAll.class
      })
  public void check(ClassConfig type, Messages messages) {
    if (type.info().isInterface() || type.info().hasAnnotation(Interceptor.class)) {
      return;
    }
    List<String> broken = Rules.brokenBy(type.info());
    broken.forEach(sentence -> messages.error(sentence, type.info()));
    if (!broken.isEmpty()) {
      type.removeAnnotation(Rules::isOurs);
      type.methods().forEach(method -> method.removeAnnotation(Rules::isOurs));
    }
  }

  /** Notes the beans with annotated methods, to be prepared at start-up. */
  @Registration(types = Object.class)
  public void noteBean(BeanInfo bean) {
    if (bean.isClassBean()
        && !bean.declaringClass().hasAnnotation(Interceptor.class)
        && Rules.concern(bean)) {
      annotatedTypes.add(bean.declaringClass().name());
    }
  }

  /** An application's own manager takes the place of the default one. */
  @Registration(types = CacheManager.class)
  public void noteManager(BeanInfo bean) {
    applicationHasManager |=
        bean.qualifiers().stream().anyMatch(q -> q.name().equals(Default.class.getName()));
  }

  /** Adds what only run time can make. */
  @Synthesis
  public void addBeans(SyntheticComponents components) {
    components
        .addBean(AnnotatedTypes.class)
        .type(AnnotatedTypes.class)
        .scope(Singleton.class)
        .withParam(AnnotatedTypesCreator.NAMES, annotatedTypes.toArray(String[]::new))
        .createWith(AnnotatedTypesCreator.class);
    if (!applicationHasManager) {
      components
          .addBean(CacheManager.class)
          .type(CacheManager.class)
          .scope(ApplicationScoped.class)
          .createWith(DefaultManager.class)
          .disposeWith(DefaultManager.class);
    }
  }
}
