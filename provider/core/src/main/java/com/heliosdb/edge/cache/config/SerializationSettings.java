package com.heliosdb.edge.cache.config;

import java.util.List;

/**
 * Limits of Java deserialization, and which types need no copy.
 *
 * @param immutableTypes names of classes whose instances never change; they are not copied by value
 * @param maxDepth depth of an object graph
 * @param maxReferences references in an object graph
 * @param maxArrayLength length of an array
 * @param maxBytes bytes of one encoded value
 */
public record SerializationSettings(
    List<String> immutableTypes,
    int maxDepth,
    long maxReferences,
    long maxArrayLength,
    long maxBytes) {
  /** Copies the list. */
  public SerializationSettings {
    immutableTypes = List.copyOf(immutableTypes);
  }
}
