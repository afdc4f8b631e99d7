package com.heliosdb.edge.cache.codec;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.ToIntFunction;

/** A type whose encoded size is known beforehand. Big-endian. */
final class SizedCodec<T> extends BuiltInCodec {
  /** Writes as many bytes as were announced. */
  @FunctionalInterface
  interface Writer<T> {
    void write(ByteBuffer out, T value);
  }

  /** Reads all remaining bytes; what it leaves is too much. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ByteBuffer in) throws IOException;
  }

  private final Class<T> type;
  private final ToIntFunction<T> size;
  private final Writer<T> writer;
  private final Reader<T> reader;

  SizedCodec(int id, Class<T> type, ToIntFunction<T> size, Writer<T> writer, Reader<T> reader) {
    super(id);
    this.type = type;
    this.size = size;
    this.writer = writer;
    this.reader = reader;
  }

  /** The one type it encodes. */
  Class<T> type() {
    return type;
  }

  @Override
  public boolean handles(Class<?> candidate) {
    return candidate == type;
  }

  @Override
  byte[] encode(Object value, int headerBytes) {
    T typed = type.cast(value);
    int length = Math.addExact(headerBytes, size.applyAsInt(typed));
    ByteBuffer out = ByteBuffer.allocate(length).position(headerBytes);
    writer.write(out, typed);
    return out.array();
  }

  @Override
  public Object decode(ByteBuffer bytes, ClassLoader loader) throws IOException {
    int length = bytes.remaining();
    try {
      T value = reader.read(bytes);
      if (!bytes.hasRemaining()) {
        return value;
      }
    } catch (BufferUnderflowException tooFew) {
      throw new IOException(type.getTypeName() + " is not encoded in " + length + " bytes", tooFew);
    }
    throw new IOException(type.getTypeName() + " is not encoded in " + length + " bytes");
  }
}
