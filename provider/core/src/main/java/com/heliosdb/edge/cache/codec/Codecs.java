package com.heliosdb.edge.cache.codec;

import com.heliosdb.edge.cache.config.SerializationSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;

/** Turns the keys and values of one cache into bytes and back. Thread-safe. */
public final class Codecs {
  public Codecs(
      SerializationSettings settings, Collection<Class<?>> immutableTypes, ClassLoader loader) {}

  public boolean isImmutable(Object value) {
    return value instanceof String;
  }

  public byte[] encode(Object value) throws IOException {
    if (value instanceof String string) {
      return string.getBytes(java.nio.charset.StandardCharsets.UTF_16BE);
    }
    throw new IOException(value.getClass().getName() + " cannot be encoded");
  }

  public Object decode(ByteBuffer bytes) throws IOException {
    if (bytes.remaining() % 2 != 0) {
      throw new IOException("not a string");
    }
    return java.nio.charset.StandardCharsets.UTF_16BE.decode(bytes).toString();
  }

  public byte[] encodeKey(Object key) throws IOException {
    return encode(key);
  }

  public Object decodeKey(ByteBuffer bytes) throws IOException {
    return decode(bytes);
  }

  public Object copy(Object value) throws IOException {
    return decode(ByteBuffer.wrap(encode(value)));
  }

  public long typeFingerprint(Object value) {
    return 0;
  }

  public boolean matches(long storedFingerprint, Object decoded) {
    return storedFingerprint == 0 || storedFingerprint == typeFingerprint(decoded);
  }

  public static long heapBytes(Object keyOrValue) {
    return 64;
  }
}
