package com.heliosdb.edge.cache.codec;

import com.heliosdb.edge.cache.config.SerializationSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Java serialization, for every type no other codec handles. Thread-safe. */
final class JavaCodec extends BuiltInCodec {
  private final SerializationSettings settings;
  private final Immutability immutability;
  private final @Nullable AllowList allowList;

  /**
   * Creates it.
   *
   * @param allowList what may be written and read; null = anything
   */
  JavaCodec(
      SerializationSettings settings, Immutability immutability, @Nullable AllowList allowList) {
    super(BuiltInCodecs.JAVA);
    this.settings = settings;
    this.immutability = immutability;
    this.allowList = allowList;
  }

  @Override
  public boolean handles(Class<?> type) {
    return true;
  }

  @Override
  byte[] encode(Object value, int headerBytes) throws IOException {
    BoundedBytes bytes = new BoundedBytes(headerBytes, settings.maxBytes());
    return written(value, bytes, new ObjectWriter(bytes, allowList));
  }

  /** As {@link #encode}, so that keys are equal in bytes if they are equal part by part. */
  byte[] encodeKey(Object key, int headerBytes) throws IOException {
    BoundedBytes bytes = new BoundedBytes(headerBytes, settings.maxBytes());
    return written(key, bytes, new ObjectWriter.OfKeys(bytes, allowList, immutability));
  }

  private static byte[] written(Object value, BoundedBytes bytes, ObjectWriter stream)
      throws IOException {
    String type = value.getClass().getName();
    try (stream) {
      stream.writeObject(value);
    } catch (NotSerializableException e) {
      throw new IOException(notSerializable(type, String.valueOf(e.getMessage())), e);
    }
    Class<?> refused = stream.refused();
    if (refused != null) {
      throw new IOException(AllowList.refusal(type, refused));
    }
    return bytes.toByteArray(type);
  }

  private static String notSerializable(String type, String culprit) {
    String what =
        type.equals(culprit)
            ? type + " is not serializable"
            : type + " holds a " + culprit + ", which is not serializable";
    return what
        + ": let it implement java.io.Serializable, or provide a "
        + "com.heliosdb.edge.cache.spi.ValueCodec for "
        + type;
  }

  @Override
  public Object decode(ByteBuffer bytes, ClassLoader loader) throws IOException {
    try {
      return ObjectReader.read(bytes, loader, settings, allowList);
    } catch (ClassNotFoundException e) {
      throw new IOException("Class " + e.getMessage() + " is missing", e);
    }
  }

  /**
   * Collects what is written behind a header. What goes beyond the limit is counted, not kept: an
   * exception from here would hide the one the stream writes into itself before it throws it.
   */
  private static final class BoundedBytes extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(256);
    private final long limit;
    private long length;

    BoundedBytes(int headerBytes, long limit) {
      this.limit = limit;
      write(new byte[headerBytes], 0, headerBytes);
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      length += count;
      if (length <= limit) {
        kept.write(bytes, offset, count);
      }
    }

    byte[] toByteArray(String type) throws IOException {
      StreamLimits.checkBytes(type, length, limit);
      return kept.toByteArray();
    }
  }
}
