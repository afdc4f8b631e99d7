package com.heliosdb.edge.cache.cdi;

import java.util.List;

/**
 * Which exceptions lead to an action, by the rules that all the annotations share: those of the
 * included types but not of the excluded ones; without included types, all but the excluded.
 *
 * @param included may be empty
 * @param excluded may be empty
 * @param ifNothingIsSaid the answer when both are empty
 */
record ExceptionRule(
    List<Class<? extends Throwable>> included,
    List<Class<? extends Throwable>> excluded,
    boolean ifNothingIsSaid) {
  boolean holdsFor(Throwable thrown) {
    if (included.isEmpty() && excluded.isEmpty()) {
      return ifNothingIsSaid;
    }
    return (included.isEmpty() || isOne(thrown, included)) && !isOne(thrown, excluded);
  }

  private static boolean isOne(Throwable thrown, List<Class<? extends Throwable>> types) {
    return types.stream().anyMatch(type -> type.isInstance(thrown));
  }
}
