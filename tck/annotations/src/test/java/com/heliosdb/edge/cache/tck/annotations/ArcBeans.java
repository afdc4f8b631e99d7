package com.heliosdb.edge.cache.tck.annotations;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.arc.processor.BeanArchives;
import io.quarkus.arc.processor.BeanProcessor;
import io.quarkus.arc.processor.ResourceOutput.Resource;
import io.quarkus.arc.processor.bcextensions.ExtensionsEntryPoint;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Startup;
import java.io.File;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.cache.annotation.BeanProvider;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTransformation;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Indexer;

/**
 * Beans in ArC, the container of Quarkus, which does at build time what others do at deployment:
 * its classes are generated beside this one, then it starts in the same JVM.
 */
final class ArcBeans implements BeanProvider {
  private final ArcContainer container;

  ArcBeans(List<Class<?>> beans) throws Exception {
    generate(beans, new File(placeOf(ArcBeans.class)));
    container = Arc.initialize();
    container.beanManager().getEvent().select(Startup.class).fire(new Startup());
  }

  private static void generate(List<Class<?>> beans, File directory) throws Exception {
    Set<String> names = beans.stream().map(Class::getName).collect(Collectors.toSet());
    IndexView application = index(names);
    ExtensionsEntryPoint extensions = new ExtensionsEntryPoint();
    Set<String> added = new HashSet<>();
    extensions.runDiscovery(application, added);
    IndexView archives = BeanArchives.buildImmutableBeanArchiveIndex(application, index(added));
    BeanProcessor.Builder processor =
        BeanProcessor.builder()
            .setName("tck")
            .setImmutableBeanArchiveIndex(archives)
            .setComputingBeanArchiveIndex(
                BeanArchives.buildComputingBeanArchiveIndex(
                    ArcBeans.class.getClassLoader(), new ConcurrentHashMap<>(), archives))
            .setApplicationIndex(application)
            .setBuildCompatibleExtensions(extensions)
            // The TCK's classes have no scope; nothing but the TCK asks for them.
            .addAnnotationTransformation(
                AnnotationTransformation.forClasses()
                    .whenClass(type -> names.contains(type.name().toString()))
                    .transform(
                        context ->
                            context.add(AnnotationInstance.builder(Dependent.class).build())))
            .setRemoveUnusedBeans(true)
            .addRemovalExclusion(bean -> names.contains(bean.getBeanClass().toString()))
            .setOutput(resource -> write(resource, directory));
    processor.build().process();
  }

  private static IndexView index(Set<String> classNames) throws IOException {
    Indexer indexer = new Indexer();
    for (String name : classNames) {
      String file = DotName.createSimple(name).toString().replace('.', '/') + ".class";
      try (var bytes = ArcBeans.class.getClassLoader().getResourceAsStream(file)) {
        indexer.index(bytes);
      }
    }
    return indexer.complete();
  }

  private static void write(Resource resource, File directory) throws IOException {
    switch (resource.getType()) {
      case JAVA_CLASS -> resource.writeTo(directory);
      case SERVICE_PROVIDER -> resource.writeTo(new File(directory, "META-INF/services"));
      default -> throw new IOException("What is " + resource.getType() + "?");
    }
  }

  @Override
  public <T> T getBeanByType(Class<T> type) {
    return container.instance(type).get();
  }

  @Override
  public String toString() {
    return new File(placeOf(Arc.class)).getName();
  }

  private static String placeOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }
}
