package com.heliosdb.edge.cache.codec;

import com.heliosdb.edge.cache.config.SerializationSettings;
import java.io.IOException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/**
 * Holds one object stream to the limits of the settings, and its arrays to what its bytes can fill.
 * Decides nothing about classes. For one stream, on one thread.
 */
final class StreamLimits implements ObjectInputFilter {
  /**
   * Elements of object arrays granted for each byte of the stream: the tables of hash maps are
   * larger than what is in them.
   */
  private static final long SLOTS_PER_BYTE = 32;

  private static final long SPARE_SLOTS = 1024;

  private final SerializationSettings settings;
  private final long streamBytes;
  private long slotsLeft;
  private @Nullable String exceeded;

  StreamLimits(SerializationSettings settings, int streamBytes) {
    this.settings = settings;
    this.streamBytes = streamBytes;
    this.slotsLeft = SPARE_SLOTS + SLOTS_PER_BYTE * streamBytes;
  }

  /** Holds an encoded object to {@code serialization.max-bytes}. */
  static void checkBytes(String what, long bytes, long limit) throws IOException {
    if (bytes > limit) {
      throw new IOException(rule(what + " of bytes", bytes, "max-bytes", limit));
    }
  }

  @Override
  public Status checkInput(FilterInfo info) {
    exceeded = firstExceeded(info);
    return exceeded == null ? Status.UNDECIDED : Status.REJECTED;
  }

  /** Which limit the stream was rejected for; null if it was not, or by somebody else. */
  @Nullable String exceeded() {
    return exceeded;
  }

  private @Nullable String firstExceeded(FilterInfo info) {
    if (info.depth() > settings.maxDepth()) {
      return rule("a graph of depth", info.depth(), "max-depth", settings.maxDepth());
    }
    if (info.references() > settings.maxReferences()) {
      return rule("references", info.references(), "max-references", settings.maxReferences());
    }
    if (info.arrayLength() > settings.maxArrayLength()) {
      return rule(
          "an array of length", info.arrayLength(), "max-array-length", settings.maxArrayLength());
    }
    if (info.arrayLength() > 0 && !isFilled(info)) {
      return "an array of length " + info.arrayLength() + " cannot be in " + streamBytes + " bytes";
    }
    return null;
  }

  private static String rule(String what, long actual, String setting, long limit) {
    return what
        + " "
        + actual
        + " exceeds serialization."
        + setting
        + " = "
        + limit
        + ": raise it, or store smaller values";
  }

  private boolean isFilled(FilterInfo info) {
    Class<?> element = info.serialClass() == null ? null : info.serialClass().getComponentType();
    if (element != null && element.isPrimitive()) {
      return info.arrayLength() * primitiveBytes(element) <= streamBytes;
    }
    slotsLeft -= info.arrayLength();
    return slotsLeft >= 0;
  }

  private static long primitiveBytes(Class<?> type) {
    if (type == long.class || type == double.class) {
      return Long.BYTES;
    }
    if (type == int.class || type == float.class) {
      return Integer.BYTES;
    }
    return type == short.class || type == char.class ? Short.BYTES : Byte.BYTES;
  }
}
