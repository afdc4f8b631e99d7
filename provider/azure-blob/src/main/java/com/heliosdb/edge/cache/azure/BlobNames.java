package com.heliosdb.edge.cache.azure;

import com.heliosdb.edge.cache.spi.RegionKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * The names of a cache's blobs. Immutable.
 *
 * <pre>
 * prefix/region/cache/_generation                            the generation in force
 * prefix/region/cache/_sweep                                 until when somebody sweeps
 * prefix/region/cache/0000000000000007/user_42-HASH          the record of a key in generation 7
 * </pre>
 *
 * <p>Region and cache stand there with all but ASCII letters, digits and hyphens written as {@code
 * _} and two hexadecimal digits for each byte of UTF-8, so that no two are alike and the service
 * sees no character it trips over. Of a key there is what can be read of its first bytes, for
 * people, and its hash in 32 hexadecimal digits, which alone tells keys apart.
 */
final class BlobNames {
  private static final int GENERATION_DIGITS = 16;
  private static final int LONGEST_SEGMENT = 160;
  private static final int KEPT_OF_A_LONG_SEGMENT = 64;
  private static final int READABLE = 48;

  private final String base;

  /**
   * Names below {@code prefix/region/cache/}.
   *
   * @param prefix empty, or segments that need no encoding
   */
  BlobNames(String prefix, String region, String cache) {
    base = (prefix.isEmpty() ? "" : prefix + "/") + segment(region) + "/" + segment(cache) + "/";
  }

  /** What all of the cache's names begin with. */
  String base() {
    return base;
  }

  String generation() {
    return base + "_generation";
  }

  String sweep() {
    return base + "_sweep";
  }

  /** The name of a key's record. */
  String record(long generation, RegionKey key) {
    return base
        + HexFormat.of().toHexDigits(generation)
        + "/"
        + readable(key.encoded())
        + "-"
        + key.hex();
  }

  /** The generation that a name belongs to; empty if it is not the name of a record. */
  OptionalLong generationOf(String name) {
    int end = base.length() + GENERATION_DIGITS;
    if (!name.startsWith(base)
        || name.indexOf('/', base.length()) != end
        || name.indexOf('/', end + 1) >= 0) {
      return OptionalLong.empty();
    }
    String digits = name.substring(base.length(), end);
    return digits.chars().allMatch(HexFormat::isHexDigit)
        ? OptionalLong.of(HexFormat.fromHexDigitsToLong(digits))
        : OptionalLong.empty();
  }

  /** One to one; never empty. */
  private static String segment(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(each) || each == '-') {
        encoded.append((char) each);
      } else {
        encoded.append('_').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    if (encoded.isEmpty()) {
      return "_";
    }
    if (encoded.length() <= LONGEST_SEGMENT) {
      return encoded.toString();
    }
    // No other text is encoded like this: h is no hexadecimal digit.
    return encoded.substring(0, KEPT_OF_A_LONG_SEGMENT) + "_h" + sha256(text);
  }

  private static String readable(byte[] key) {
    StringBuilder readable = new StringBuilder();
    for (int i = 0; i < key.length && readable.length() < READABLE; i++) {
      if (isPlain(key[i])) {
        readable.append((char) key[i]);
      } else if (!readable.isEmpty() && readable.charAt(readable.length() - 1) != '_') {
        readable.append('_');
      }
    }
    return readable.toString();
  }

  private static boolean isPlain(byte each) {
    return (each >= '0' && each <= '9')
        || (each >= 'A' && each <= 'Z')
        || (each >= 'a' && each <= 'z');
  }

  private static String sha256(String text) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
