package com.heliosdb.edge.cache.tier;

/** A mutable value kept as bytes, so that every reader gets an object of its own. Immutable. */
final class EncodedValue {
  private final byte[] bytes;

  /** Keeps the bytes as they are; nobody changes them. */
  EncodedValue(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }
}
