package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.spi.Version;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The stored bytes of one entry, the same on disk and in the region. Immutable as long as nobody
 * writes to the arrays behind it. Equal when all fields are, arrays and buffers by content.
 *
 * <p>Format 1, big-endian:
 *
 * <pre>
 *  at  bytes
 *   0      4  magic 48 45 43 45, "HECE"
 *   4      1  format version, 01
 *   5      1  flags: 1 compressed, 2 encrypted (both reserved: 0), 4 fixed time to live
 *   6      8  version: clock
 *  14      8  version: node
 *  22      8  generation
 *  30      8  incarnation
 *  38      8  created, milliseconds since the epoch
 *  46      8  expires, milliseconds since the epoch; 7F FF .. FF = never
 *  54      4  accesses
 *  58      8  last access, milliseconds since the epoch
 *  66      8  invalidation sequence
 *  74      1  number of tags, then for each its length in bytes (1 byte) and its UTF-8
 *   .      8  type fingerprint
 *   .      4  length of the key, then the encoded key
 *   .      .  the encoded value, up to the sum
 *  -4      4  CRC32C of everything before
 * </pre>
 *
 * <p>A sample, the key "k" (01 00 6B) and the Integer 7 (06 00000007), created at 1 and read twice,
 * last at 3, tagged "t", never expiring:
 *
 * <pre>
 * 48454345 01 00  0000000000010000 000000000000000A  0000000000000002 0000000000000001
 * 0000000000000001 7FFFFFFFFFFFFFFF  00000002 0000000000000003  0000000000000005
 * 01 01 74  0123456789ABCDEF  00000003 01006B  0600000007  E3EE6725
 * </pre>
 *
 * <p>Recovery: there is nothing to repair. Bytes with another magic, a format or flag this code
 * does not know, lengths that do not fit, or a wrong sum are no envelope; the reader treats the
 * entry as absent and removes the record. A new format gets a new version byte, and this class goes
 * on reading the old ones.
 *
 * @param flags what is special; a union of the {@code FLAG_} constants
 * @param version the write that made this entry
 * @param generation of the cache; a clear starts a new one
 * @param incarnation of the cache; destroying and creating it again starts a new one
 * @param createdMillis when the entry was created, in milliseconds since the epoch
 * @param expiresMillis when it expires, in milliseconds since the epoch; {@link #NEVER} if it does
 *     not
 * @param accesses how often it was read
 * @param lastAccessMillis when it was last read, in milliseconds since the epoch
 * @param invalidationSequence the invalidation sequence seen when the value began to be obtained
 * @param tags labels to invalidate it by; at most {@value #MAX_TAGS}, each at most {@value
 *     #MAX_TAG_BYTES} bytes of UTF-8
 * @param typeFingerprint identifies the shape of the value's class
 * @param key the encoded key
 * @param value the encoded value, starting with the codec id; every call of the accessor returns a
 *     buffer with a position of its own
 */
// The key is compared by content below, and copying it for every read would cost more than it
// saves.
@SuppressWarnings("ArrayRecordComponent")
public record Envelope(
    int flags,
    Version version,
    long generation,
    long incarnation,
    long createdMillis,
    long expiresMillis,
    int accesses,
    long lastAccessMillis,
    long invalidationSequence,
    List<String> tags,
    long typeFingerprint,
    byte[] key,
    ByteBuffer value) {
  /** The value is compressed. Reserved: no envelope has it yet. */
  public static final int FLAG_COMPRESSED = 1;

  /** Key and value are encrypted. Reserved: no envelope has it yet. */
  public static final int FLAG_ENCRYPTED = 2;

  /** The time to live was given with the entry: the cache's expiry policy does not move it. */
  public static final int FLAG_FIXED_TTL = 4;

  /** The {@code expiresMillis} of an entry that does not expire. */
  public static final long NEVER = Long.MAX_VALUE;

  /** How many tags an entry may have. */
  public static final int MAX_TAGS = 64;

  /** How many bytes of UTF-8 a tag may have. */
  public static final int MAX_TAG_BYTES = 255;

  private static final int MAGIC = 0x48454345;
  private static final byte FORMAT = 1;
  private static final int SUPPORTED_FLAGS = FLAG_FIXED_TTL;
  private static final int SUM_BYTES = Integer.BYTES;

  /** The size in bytes of an envelope without tags, besides its key and its value. */
  public static final int OVERHEAD = 75 + Long.BYTES + Integer.BYTES + SUM_BYTES;

  /**
   * Checks the flags and the tags, and copies the list of tags.
   *
   * @throws IllegalArgumentException if a flag is not supported, or there are too many tags, or one
   *     is too long
   */
  public Envelope {
    if ((flags & ~SUPPORTED_FLAGS) != 0) {
      throw new IllegalArgumentException(
          "flags must be among " + SUPPORTED_FLAGS + " in format " + FORMAT + " but were " + flags);
    }
    tags = List.copyOf(tags);
    if (tags.size() > MAX_TAGS) {
      throw new IllegalArgumentException(
          "tags must be at most " + MAX_TAGS + " but were " + tags.size());
    }
    for (String tag : tags) {
      byte[] utf8 = tag.getBytes(StandardCharsets.UTF_8);
      if (utf8.length > MAX_TAG_BYTES || !utf8(utf8).equals(tag)) {
        throw new IllegalArgumentException(
            "a tag must be well-formed and at most "
                + MAX_TAG_BYTES
                + " bytes of UTF-8 but was '"
                + tag
                + "'");
      }
    }
  }

  @Override
  public ByteBuffer value() {
    return value.duplicate();
  }

  /** The stored form. */
  public byte[] toBytes() {
    byte[][] tagBytes = new byte[tags.size()][];
    int tagsLength = 0;
    for (int i = 0; i < tagBytes.length; i++) {
      tagBytes[i] = tags.get(i).getBytes(StandardCharsets.UTF_8);
      tagsLength += 1 + tagBytes[i].length;
    }
    byte[] bytes = new byte[Math.addExact(OVERHEAD + tagsLength + key.length, value.remaining())];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.putInt(MAGIC).put(FORMAT).put((byte) flags);
    out.putLong(version.clock()).putLong(version.node());
    out.putLong(generation).putLong(incarnation);
    out.putLong(createdMillis).putLong(expiresMillis);
    out.putInt(accesses).putLong(lastAccessMillis);
    out.putLong(invalidationSequence);
    out.put((byte) tagBytes.length);
    for (byte[] tag : tagBytes) {
      out.put((byte) tag.length).put(tag);
    }
    out.putLong(typeFingerprint);
    out.putInt(key.length).put(key);
    out.put(value.duplicate());
    out.putInt(sum(bytes));
    return bytes;
  }

  /**
   * The envelope in these bytes; null if they are not one. Never throws. The value is a view of the
   * bytes; everything else is copied.
   */
  public static @Nullable Envelope parse(byte[] bytes) {
    if (bytes.length < OVERHEAD) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt() != MAGIC
        || in.get() != FORMAT
        || in.getInt(bytes.length - SUM_BYTES) != sum(bytes)) {
      return null;
    }
    in.limit(bytes.length - SUM_BYTES);
    int flags = in.get() & 0xFF;
    if ((flags & ~SUPPORTED_FLAGS) != 0) {
      return null;
    }
    Version version = new Version(in.getLong(), in.getLong());
    long generation = in.getLong();
    long incarnation = in.getLong();
    long createdMillis = in.getLong();
    long expiresMillis = in.getLong();
    int accesses = in.getInt();
    long lastAccessMillis = in.getLong();
    long invalidationSequence = in.getLong();
    List<String> tags = readTags(in);
    if (tags == null || in.remaining() < Long.BYTES + Integer.BYTES) {
      return null;
    }
    long typeFingerprint = in.getLong();
    int keyLength = in.getInt();
    if (keyLength < 0 || keyLength > in.remaining()) {
      return null;
    }
    byte[] key = new byte[keyLength];
    in.get(key);
    return new Envelope(
        flags,
        version,
        generation,
        incarnation,
        createdMillis,
        expiresMillis,
        accesses,
        lastAccessMillis,
        invalidationSequence,
        tags,
        typeFingerprint,
        key,
        in.slice());
  }

  /** The tags; null if they do not fit into the bytes, or are no UTF-8. */
  private static @Nullable List<String> readTags(ByteBuffer in) {
    int count = in.get() & 0xFF;
    if (count == 0) {
      return List.of();
    }
    if (count > MAX_TAGS) {
      return null;
    }
    List<String> tags = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (!in.hasRemaining()) {
        return null;
      }
      int length = in.get() & 0xFF;
      if (length > in.remaining()) {
        return null;
      }
      byte[] utf8 = new byte[length];
      in.get(utf8);
      String tag = utf8(utf8);
      if (!Arrays.equals(utf8, tag.getBytes(StandardCharsets.UTF_8))) {
        return null;
      }
      tags.add(tag);
    }
    return tags;
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The sum over all but the last bytes, where it stands itself. */
  private static int sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, bytes.length - SUM_BYTES);
    return (int) sum.getValue();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Envelope that
        && flags == that.flags
        && version.equals(that.version)
        && generation == that.generation
        && incarnation == that.incarnation
        && createdMillis == that.createdMillis
        && expiresMillis == that.expiresMillis
        && accesses == that.accesses
        && lastAccessMillis == that.lastAccessMillis
        && invalidationSequence == that.invalidationSequence
        && tags.equals(that.tags)
        && typeFingerprint == that.typeFingerprint
        && Arrays.equals(key, that.key)
        && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return 31 * version.hashCode() + Arrays.hashCode(key);
  }

  @Override
  public String toString() {
    return "Envelope[version="
        + version
        + ", expiresMillis="
        + expiresMillis
        + ", key="
        + key.length
        + " bytes, value="
        + value.remaining()
        + " bytes]";
  }
}
