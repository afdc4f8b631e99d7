package com.heliosdb.edge.cache.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Java serialization that adds to each record and enum class the fingerprint of its shape, since
 * the reading side would fill what it misses with defaults instead of noticing.
 */
class ObjectWriter extends ObjectOutputStream {
  ObjectWriter(OutputStream out) throws IOException {
    super(out);
  }

  @Override
  protected final void annotateClass(Class<?> type) throws IOException {
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

    OfKeys(OutputStream out, Immutability immutability) throws IOException {
      super(out);
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
