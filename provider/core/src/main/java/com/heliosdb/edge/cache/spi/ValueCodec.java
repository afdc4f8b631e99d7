package com.heliosdb.edge.cache.spi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Turns objects of some types into bytes and back. Thread-safe.
 *
 * <p>Two equal keys must encode to the same bytes: the disk and the region find a key by the hash
 * of its encoded form.
 */
public interface ValueCodec {
  /** The number stored with every value: 0 to 127 are built in, 128 to 255 are the user's. */
  int id();

  /** Whether this codec encodes objects of exactly this class. */
  boolean handles(Class<?> type);

  /**
   * The encoded form, without any header.
   *
   * @throws IOException if the object cannot be encoded; the message names its class
   */
  byte[] encode(Object value) throws IOException;

  /**
   * The object, from all remaining bytes. Never allocates more than the bytes at hand justify.
   *
   * @param bytes the encoded form; its content is not kept
   * @param loader resolves the classes named in the bytes
   * @throws IOException if the bytes are not what {@link #encode} writes, or name a class that is
   *     missing, has changed or is not allowed
   */
  Object decode(ByteBuffer bytes, ClassLoader loader) throws IOException;
}
