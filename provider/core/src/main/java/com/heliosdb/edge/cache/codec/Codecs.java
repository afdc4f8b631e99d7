package com.heliosdb.edge.cache.codec;

import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.config.SerializationSettings;
import com.heliosdb.edge.cache.spi.ValueCodec;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the keys and values of one cache into bytes and back, copies them and tells what they are.
 * Thread-safe. The class loader is held weakly.
 *
 * <p>Encoded bytes start with the id of the codec that wrote them. The user's codecs, found as
 * services of the loader, rank above the built-in ones; Java serialization takes the rest.
 */
public final class Codecs {
  private static final int HEADER_BYTES = 1;
  private static final int FIRST_USER_ID = 128;
  private static final int MAX_ID = 255;

  private final SerializationSettings settings;
  private final WeakReference<ClassLoader> loader;
  private final Immutability immutability;
  private final JavaCodec javaCodec;
  private final @Nullable ValueCodec[] byId = new @Nullable ValueCodec[MAX_ID + 1];
  private final Map<Class<?>, Integer> builtIn = new HashMap<>();

  // Ids, not codecs: what hangs on a class of the JDK would keep the user's class loader alive.
  private final ClassValue<Integer> ids =
      new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
          return idFor(type);
        }
      };

  /**
   * Gathers the codecs.
   *
   * @param settings the limits, and names of immutable types
   * @param immutableTypes more immutable types, recognized by their names
   * @param loader finds the user's codecs and resolves the classes of what is decoded
   * @throws InvalidSettingException if a codec of the user cannot be loaded, or its id is out of
   *     range or taken
   */
  public Codecs(
      SerializationSettings settings, Collection<Class<?>> immutableTypes, ClassLoader loader) {
    this(settings, immutableTypes, List.of(), loader);
  }

  /**
   * Gathers the codecs.
   *
   * @param settings the limits, names of immutable types, and whether only allowed classes may be
   *     written and read
   * @param immutableTypes more immutable types, recognized by their names
   * @param types of keys and values; they and immutable types are allowed as well
   * @param loader finds the user's codecs and resolves the classes of what is decoded
   * @throws InvalidSettingException if a codec of the user cannot be loaded, or its id is out of
   *     range or taken
   */
  public Codecs(
      SerializationSettings settings,
      Collection<Class<?>> immutableTypes,
      Collection<Class<?>> types,
      ClassLoader loader) {
    this.settings = settings;
    this.loader = new WeakReference<>(loader);
    Set<String> immutableNames = names(settings.immutableTypes(), immutableTypes);
    this.immutability = new Immutability(immutableNames);
    this.javaCodec =
        new JavaCodec(
            settings,
            immutability,
            settings.restricted() ? allowList(settings, immutableNames, types) : null);
    byId[BuiltInCodecs.JAVA] = javaCodec;
    byId[BuiltInCodecs.STRING] = new StringCodec(BuiltInCodecs.STRING);
    builtIn.put(String.class, BuiltInCodecs.STRING);
    for (SizedCodec<?> codec : BuiltInCodecs.SIZED) {
      byId[codec.id()] = codec;
      builtIn.put(codec.type(), codec.id());
    }
    try {
      ServiceLoader.load(ValueCodec.class, loader).forEach(this::addUsers);
    } catch (ServiceConfigurationError e) {
      throw new InvalidSettingException("A ValueCodec cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static AllowList allowList(
      SerializationSettings settings, Set<String> immutable, Collection<Class<?>> types) {
    Set<String> allowed = names(settings.allow(), types);
    allowed.addAll(immutable);
    return new AllowList(allowed);
  }

  private static Set<String> names(Collection<String> given, Collection<Class<?>> types) {
    Set<String> names = new HashSet<>(given);
    for (Class<?> type : types) {
      names.add(type.getName());
    }
    return names;
  }

  private void addUsers(ValueCodec codec) {
    int id = codec.id();
    if (id < FIRST_USER_ID || id > MAX_ID) {
      throw new InvalidSettingException(
          "The id of "
              + codec.getClass().getName()
              + " must be from 128 to 255 but is "
              + id
              + ": change what its id() returns");
    }
    ValueCodec other = byId[id];
    if (other != null) {
      throw new InvalidSettingException(
          "The ids of codecs must differ but "
              + other.getClass().getName()
              + " and "
              + codec.getClass().getName()
              + " both have "
              + id
              + ": change what id() of one of them returns");
    }
    byId[id] = codec;
  }

  private int idFor(Class<?> type) {
    for (int id = FIRST_USER_ID; id <= MAX_ID; id++) {
      ValueCodec codec = byId[id];
      if (codec != null && codec.handles(type)) {
        return id;
      }
    }
    return builtIn.getOrDefault(type, BuiltInCodecs.JAVA);
  }

  /** Whether the object never changes, so that it needs no copy by value. Allocates nothing. */
  public boolean isImmutable(Object value) {
    return immutability.isImmutable(value);
  }

  /**
   * The bytes of a value, the codec's id first.
   *
   * @throws IOException if it cannot be encoded; the message names its class, and the class inside
   *     it that is to blame
   */
  public byte[] encode(Object value) throws IOException {
    return encode(value, false);
  }

  /**
   * The bytes of a key, in the same form. Equal keys have equal bytes if they are of a built-in
   * type or an enum, or if all their fields are serialized and are such types, primitives, arrays
   * or again such objects. Hash sets and hash maps inside a key do not promise it.
   *
   * @throws IOException as {@link #encode}
   */
  public byte[] encodeKey(Object key) throws IOException {
    return encode(key, true);
  }

  private byte[] encode(Object object, boolean isKey) throws IOException {
    try {
      int id = ids.get(object.getClass());
      byte[] bytes =
          id == BuiltInCodecs.JAVA && isKey
              ? javaCodec.encodeKey(object, HEADER_BYTES)
              : encodeWith(codec(id), object);
      StreamLimits.checkBytes(object.getClass().getTypeName(), bytes.length, settings.maxBytes());
      bytes[0] = (byte) id;
      return bytes;
    } catch (RuntimeException | Error e) {
      throw failure(object.getClass().getTypeName() + " cannot be encoded", e);
    }
  }

  private static byte[] encodeWith(ValueCodec codec, Object object) throws IOException {
    if (codec instanceof BuiltInCodec own) {
      return own.encode(object, HEADER_BYTES);
    }
    byte[] body = codec.encode(object);
    byte[] bytes = new byte[Math.addExact(HEADER_BYTES, body.length)];
    System.arraycopy(body, 0, bytes, HEADER_BYTES, body.length);
    return bytes;
  }

  /**
   * The value in all remaining bytes.
   *
   * @throws IOException if they hold none, or name a class that is missing, has changed or goes
   *     beyond the limits; no exception or error of a codec passes but for a lack of memory
   */
  public Object decode(ByteBuffer bytes) throws IOException {
    if (!bytes.hasRemaining()) {
      throw new IOException("No bytes to decode");
    }
    StreamLimits.checkBytes("a value", bytes.remaining(), settings.maxBytes());
    ClassLoader resolver = loader.get();
    if (resolver == null) {
      throw new IOException("The class loader of the cache is gone");
    }
    int id = bytes.get() & 0xFF;
    try {
      return Objects.requireNonNull(codec(id).decode(bytes, resolver), "decoded object");
    } catch (RuntimeException | Error e) {
      throw failure("Codec " + id + " cannot decode its bytes", e);
    }
  }

  /**
   * The key in all remaining bytes.
   *
   * @throws IOException as {@link #decode}
   */
  public Object decodeKey(ByteBuffer bytes) throws IOException {
    return decode(bytes);
  }

  private ValueCodec codec(int id) throws IOException {
    ValueCodec codec = byId[id];
    if (codec == null) {
      throw new IOException("No codec has the id " + id);
    }
    return codec;
  }

  private static IOException failure(String what, Throwable cause) {
    // A full heap is nobody's data. A full stack is: the object was too deep.
    if (cause instanceof VirtualMachineError fatal && !(cause instanceof StackOverflowError)) {
      throw fatal;
    }
    return new IOException(what + ": " + cause, cause);
  }

  /**
   * A copy that shares nothing mutable with the value; the value itself if it is immutable.
   *
   * @throws IOException if it cannot be encoded, or what was encoded cannot be decoded
   */
  public Object copy(Object value) throws IOException {
    if (isImmutable(value)) {
      return value;
    }
    Object clone = PrimitiveArrays.cloneOf(value);
    return clone != null ? clone : decode(ByteBuffer.wrap(encode(value)));
  }

  /**
   * Identifies the shape of the value's class, so that a stored value of a class that has changed
   * since is recognized; 0 if its class is not comparable. See {@link #matches}.
   */
  public long typeFingerprint(Object value) {
    return TypeFingerprint.of(value);
  }

  /**
   * Whether a decoded value is of the shape it was stored in, by the fingerprint stored with it.
   */
  public boolean matches(long storedFingerprint, Object decoded) {
    return storedFingerprint == TypeFingerprint.INCOMPARABLE
        || storedFingerprint == TypeFingerprint.of(decoded);
  }

  /**
   * The estimated bytes of heap of a key or value: of immutable JDK types, records of such and
   * arrays (without what their elements refer to); 64 for anything else.
   */
  public static long heapBytes(Object keyOrValue) {
    return HeapSize.of(keyOrValue);
  }
}
