package com.heliosdb.edge.cache.tck.annotations;

import java.util.List;
import javax.cache.annotation.BeanProvider;
import manager.CacheNameOnEachMethodBlogManagerImpl;
import manager.ClassLevelCacheConfigBlogManagerImpl;
import manager.UsingDefaultCacheNameBlogManagerImpl;

/**
 * Gives the TCK its beans from the container that the system property {@code tck.container} names:
 * a {@link BeanProvider} with a constructor for the list of beans. Says so in the output, where
 * {@link AnnotationTckVerdict} looks for it, since the TCK passes in silence without a container.
 */
public final class ContainerBeans implements BeanProvider {
  /** Begins a line of the output; the class of the bean and what contained it follow. */
  static final String GIVEN = "BEAN GIVEN ";

  private static final List<Class<?>> BEANS =
      List.of(
          CacheNameOnEachMethodBlogManagerImpl.class,
          ClassLevelCacheConfigBlogManagerImpl.class,
          UsingDefaultCacheNameBlogManagerImpl.class);

  private final BeanProvider container;

  /** Called by the service loader of the TCK. */
  public ContainerBeans() throws ReflectiveOperationException {
    container =
        Class.forName(System.getProperty("tck.container"))
            .asSubclass(BeanProvider.class)
            .getDeclaredConstructor(List.class)
            .newInstance(BEANS);
  }

  @Override
  public <T> T getBeanByType(Class<T> type) {
    T bean = container.getBeanByType(type);
    System.out.println(GIVEN + type.getName() + " by " + container);
    return bean;
  }
}
