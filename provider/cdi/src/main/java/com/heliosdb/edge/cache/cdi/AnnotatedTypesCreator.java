package com.heliosdb.edge.cache.cdi;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.Parameters;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;
import java.util.List;

/** Hands what was found at deployment to run time. Public for the container, which makes it. */
public final class AnnotatedTypesCreator implements SyntheticBeanCreator<AnnotatedTypes> {
  static final String NAMES = "names";

  /** Called by the container. */
  public AnnotatedTypesCreator() {}

  @Override
  public AnnotatedTypes create(Instance<Object> lookup, Parameters parameters) {
    return new AnnotatedTypes(
        List.of(parameters.get(NAMES, String[].class)), DefaultManager.applicationLoader());
  }
}
