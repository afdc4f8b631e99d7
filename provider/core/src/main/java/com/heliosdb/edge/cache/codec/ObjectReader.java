package com.heliosdb.edge.cache.codec;

import com.heliosdb.edge.cache.config.SerializationSettings;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ObjectWriter} wrote, with the classes of one loader, within limits. */
final class ObjectReader extends ObjectInputStream {
  private static final Map<String, Class<?>> PRIMITIVES =
      Map.of(
          "boolean", boolean.class,
          "byte", byte.class,
          "short", short.class,
          "char", char.class,
          "int", int.class,
          "long", long.class,
          "float", float.class,
          "double", double.class,
          "void", void.class);

  private final ClassLoader loader;

  private ObjectReader(
      InputStream in, ClassLoader loader, StreamLimits limits, AllowList.@Nullable Filter allowed)
      throws IOException {
    super(in);
    this.loader = loader;
    // The stream starts with the filter of the JVM, if there is one; replacing it would drop it.
    ObjectInputFilter ours = allowed == null ? limits : ObjectInputFilter.merge(limits, allowed);
    setObjectInputFilter(ObjectInputFilter.merge(ours, getObjectInputFilter()));
  }

  /**
   * The one object in these bytes.
   *
   * @param allowList what they may name; null = anything
   */
  static Object read(
      ByteBuffer bytes,
      ClassLoader loader,
      SerializationSettings settings,
      @Nullable AllowList allowList)
      throws IOException, ClassNotFoundException {
    StreamLimits limits = new StreamLimits(settings, bytes.remaining());
    AllowList.Filter allowed = allowList == null ? null : allowList.filter();
    try (ObjectReader reader =
        new ObjectReader(new ByteBufferInput(bytes), loader, limits, allowed)) {
      Object object = reader.readObject();
      if (object == null) {
        throw new IOException("null instead of an object");
      }
      if (bytes.hasRemaining()) {
        throw new IOException(bytes.remaining() + " bytes after the object");
      }
      return object;
    } catch (InvalidClassException rejected) {
      if (allowed != null) {
        allowed.throwIfRefused(rejected);
      }
      String exceeded = limits.exceeded();
      throw exceeded == null ? rejected : new IOException(exceeded, rejected);
    }
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description)
      throws IOException, ClassNotFoundException {
    Class<?> primitive = PRIMITIVES.get(description.getName());
    if (primitive != null) {
      return primitive;
    }
    Class<?> type = Class.forName(description.getName(), false, loader);
    if (TypeFingerprint.needsCheck(type) && !isAsStored(type)) {
      throw new InvalidClassException(type.getName(), "has changed since it was stored");
    }
    return type;
  }

  private boolean isAsStored(Class<?> type) throws IOException {
    try {
      return readLong() == TypeFingerprint.ofType(type);
    } catch (EOFException neitherRecordNorEnumThen) {
      return false;
    }
  }

  @Override
  protected Class<?> resolveProxyClass(String[] interfaceNames) throws ClassNotFoundException {
    Class<?>[] interfaces = new Class<?>[interfaceNames.length];
    ClassLoader definer = loader;
    for (int i = 0; i < interfaces.length; i++) {
      interfaces[i] = Class.forName(interfaceNames[i], false, loader);
      if (!Modifier.isPublic(interfaces[i].getModifiers())) {
        // Only there can a proxy class see it.
        definer = interfaces[i].getClassLoader();
      }
    }
    // The way to the class that is not deprecated leads through an instance.
    return Proxy.newProxyInstance(definer, interfaces, (proxy, method, arguments) -> proxy)
        .getClass();
  }

  /** A buffer as a stream. */
  private static final class ByteBufferInput extends InputStream {
    private final ByteBuffer bytes;

    ByteBufferInput(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes.hasRemaining() ? bytes.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      int count = Math.min(length, bytes.remaining());
      bytes.get(target, offset, count);
      return count == 0 ? -1 : count;
    }

    @Override
    public int available() {
      return bytes.remaining();
    }
  }
}
