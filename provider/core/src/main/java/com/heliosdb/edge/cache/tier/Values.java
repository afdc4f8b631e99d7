package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.Codecs;
import com.heliosdb.edge.cache.spi.Weigher;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The forms a value takes: the user's object; the stored form, which is the object itself where it
 * cannot change or is kept by reference, and otherwise an {@link EncodedValue}; and the encoded
 * bytes. Thread-safe.
 */
public final class Values {
  // Of a node of Ehcache's map, our entry, and a share of the arrays that refer to them; measured.
  private static final int ENTRY_BYTES = 136;

  private final Codecs codecs;
  private final boolean byReference;
  private final @Nullable Weigher<Object, Object> weigher;

  /** Forms by these codecs; by reference, objects are kept as they are. */
  public Values(Codecs codecs, boolean byReference, @Nullable Weigher<Object, Object> weigher) {
    this.codecs = codecs;
    this.byReference = byReference;
    this.weigher = weigher;
  }

  Codecs codecs() {
    return codecs;
  }

  /** The stored form of a user's object. */
  Object toStored(Object value) {
    return byReference || codecs.isImmutable(value) ? value : new EncodedValue(encode(value));
  }

  /** What a user is handed for a stored form that was read from the entry. */
  Object toUser(HeapEntry entry, Object stored) {
    return entry.encoded ? toUser(stored) : stored;
  }

  /** What a user is handed for a stored form. */
  Object toUser(Object stored) {
    return stored instanceof EncodedValue encoded ? decode(encoded) : stored;
  }

  private Object decode(EncodedValue encoded) {
    try {
      return codecs.decode(ByteBuffer.wrap(encoded.bytes()));
    } catch (IOException e) {
      throw new CacheException("A value on the heap cannot be decoded: " + e.getMessage(), e);
    }
  }

  /** The encoded bytes of a stored form. */
  byte[] bytes(Object stored) {
    return stored instanceof EncodedValue encoded ? encoded.bytes() : encode(stored);
  }

  /** The stored form of an object just decoded from these bytes. */
  Object toStored(Object decoded, ByteBuffer bytes) {
    if (codecs.isImmutable(decoded)) {
      return decoded;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return new EncodedValue(copy);
  }

  /** The key to keep for a user's key. */
  Object keyToStored(Object key) {
    return copyOfKey(key);
  }

  /** What a user is handed for a kept key. */
  Object keyToUser(Object key) {
    return copyOfKey(key);
  }

  private Object copyOfKey(Object key) {
    if (byReference || codecs.isImmutable(key)) {
      return key;
    }
    try {
      return codecs.copy(key);
    } catch (IOException e) {
      throw new CacheException(
          "Key of " + key.getClass() + " cannot be copied: " + e.getMessage(), e);
    }
  }

  /** Bytes of heap an entry takes. */
  int weigh(Object key, Object stored, Object value) {
    long bytes;
    if (weigher != null) {
      bytes = weigher.weigh(key, value);
    } else {
      bytes =
          ENTRY_BYTES
              + Codecs.heapBytes(key)
              + (stored instanceof EncodedValue encoded
                  ? encoded.bytes().length + 32L
                  : Codecs.heapBytes(stored));
    }
    return (int) Math.max(0, Math.min(bytes, Integer.MAX_VALUE));
  }

  private byte[] encode(Object value) {
    try {
      return codecs.encode(value);
    } catch (IOException e) {
      throw new CacheException(
          "Value of " + value.getClass() + " cannot be stored by value: " + e.getMessage(), e);
    }
  }
}
