package com.heliosdb.edge.cache.config;

import java.util.List;

/**
 * Limits of Java serialization, what it may name, and which types need no copy.
 *
 * @param immutableTypes names of classes whose instances never change; they are not copied by value
 * @param maxDepth depth of an object graph
 * @param maxReferences references in an object graph
 * @param maxArrayLength length of an array
 * @param maxBytes bytes of one encoded value
 * @param restricted whether only allowed classes may be written and read
 * @param allow names of allowed classes, and of packages with {@code .*} (the package) or {@code
 *     .**} (with those below it)
 */
public record SerializationSettings(
    List<String> immutableTypes,
    int maxDepth,
    long maxReferences,
    long maxArrayLength,
    long maxBytes,
    boolean restricted,
    List<String> allow) {
  /** Copies the lists. */
  public SerializationSettings {
    immutableTypes = List.copyOf(immutableTypes);
    allow = List.copyOf(allow);
  }

  /** Settings that leave classes alone, as local tiers need it. */
  public SerializationSettings(
      List<String> immutableTypes,
      int maxDepth,
      long maxReferences,
      long maxArrayLength,
      long maxBytes) {
    this(immutableTypes, maxDepth, maxReferences, maxArrayLength, maxBytes, false, List.of());
  }
}
