package com.heliosdb.edge.cache.tck.annotations;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.util.List;
import javax.cache.annotation.BeanProvider;

/** Beans in Weld SE, in the version on the class path. */
final class WeldBeans implements BeanProvider {
  private final SeContainer container;

  WeldBeans(List<Class<?>> beans) {
    container =
        SeContainerInitializer.newInstance()
            .disableDiscovery()
            .addBeanClasses(beans.toArray(Class<?>[]::new))
            .initialize();
  }

  @Override
  public <T> T getBeanByType(Class<T> type) {
    return container.select(type).get();
  }

  @Override
  public String toString() {
    Package weld = container.getBeanManager().getClass().getPackage();
    return weld.getName() + " " + weld.getImplementationVersion();
  }
}
