package com.heliosdb.edge.cache.cdi;

import java.io.Serial;
import java.util.Arrays;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * The key made of a call's parameters: equal to another if their parameters are, arrays by their
 * elements. Its name and its one serialized field are part of what is stored on disk. The hash code
 * is not: that of an enum constant, say, is another in each JVM.
 */
final class ParameterKey implements GeneratedCacheKey {
  @Serial private static final long serialVersionUID = 1L;

  private final @Nullable Object[] parameters;
  private final transient int hash;

  /** Keeps the array. */
  ParameterKey(@Nullable Object... parameters) {
    this.parameters = parameters;
    hash = Arrays.deepHashCode(parameters);
  }

  /** Whether somebody wrote to a parameter since: the key is no longer what it was made of. */
  boolean hasChanged() {
    return hash != Arrays.deepHashCode(parameters);
  }

  /** With a hash code of this JVM. */
  @Serial
  private Object readResolve() {
    return new ParameterKey(parameters);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ParameterKey key
            && hash == key.hash
            && Arrays.deepEquals(parameters, key.parameters));
  }

  @Override
  public String toString() {
    return "ParameterKey" + Arrays.deepToString(parameters);
  }
}
