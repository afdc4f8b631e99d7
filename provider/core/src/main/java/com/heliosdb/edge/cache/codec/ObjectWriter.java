package com.heliosdb.edge.cache.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Java serialization that adds to each record and enum class the fingerprint of its shape, since
 * the reading side would fill what it misses with defaults instead of noticing.
 */
class ObjectWriter extends ObjectOutputStream {
  private final @Nullable AllowList allowList;
  private @Nullable Class<?> refused;

  /**
   * Writes to this stream.
   *
   * @param allowList what may be written; null = anything
   */
  ObjectWriter(OutputStream out, @Nullable AllowList allowList) throws IOException {
    super(out);
    this.allowList = allowList;
  }

  /** The first class written that is not allowed, or null. */
  final @Nullable Class<?> refused() {
    return refused;
  }

  /** Notes it only: the stream would write an exception thrown here into itself, and fail anew. */
  private void check(Class<?> type) {
    if (refused == null && allowList != null && !allowList.allows(type)) {
      refused = type;
    }
  }

  @Override
  protected final void annotateProxyClass(Class<?> type) {
    check(type);
  }

  @Override
  protected final void annotateClass(Class<?> type) throws IOException {
    check(type);
    if (TypeFingerprint.needsCheck(type)) {
      writeLong(TypeFingerprint.ofType(type));
    }
  }

  /**
   * Writes equal immutable parts as one object. A stream holds an object met twice only once, so
   * keys that are equal would otherwise differ in bytes by whether their parts are the same or
   * merely equal.
   */
  static final class OfKeys extends ObjectWriter {
    private final Immutability immutability;
    private final Map<Object, Object> parts = new HashMap<>();

    OfKeys(OutputStream out, @Nullable AllowList allowList, Immutability immutability)
        throws IOException {
      super(out, allowList);
      this.immutability = immutability;
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object part) {
      if (!immutability.isImmutable(part)) {
        return part;
      }
      Object first = parts.putIfAbsent(part, part);
      return first == null ? part : first;
    }
  }
}
