package com.heliosdb.edge.cache.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Strings: a byte that names the form, then the characters. The form depends on the characters
 * alone: Latin-1 if it can hold them, else UTF-8 where it is shorter than UTF-16 and the string is
 * well-formed, else UTF-16, which also keeps unpaired surrogates.
 */
final class StringCodec extends BuiltInCodec {
  private static final byte FORM_LATIN_1 = 0;
  private static final byte FORM_UTF_8 = 1;
  private static final byte FORM_UTF_16 = 2;

  StringCodec(int id) {
    super(id);
  }

  @Override
  public boolean handles(Class<?> type) {
    return type == String.class;
  }

  @Override
  byte[] encode(Object value, int headerBytes) {
    String string = (String) value;
    byte[] latin1 = latin1(string, headerBytes);
    if (new String(latin1, headerBytes + 1, string.length(), ISO_8859_1).equals(string)) {
      latin1[headerBytes] = FORM_LATIN_1;
      return latin1;
    }
    long utf8Length = utf8Length(string);
    return utf8Length >= 0 && utf8Length < 2L * string.length()
        ? utf8(string, headerBytes)
        : utf16(string, headerBytes);
  }

  // The only call that copies the characters of a string to a place inside an array in one go. It
  // drops upper bytes; the caller compares what it got.
  @SuppressWarnings("deprecation")
  private static byte[] latin1(String string, int headerBytes) {
    byte[] bytes = new byte[Math.addExact(headerBytes + 1, string.length())];
    string.getBytes(0, string.length(), bytes, headerBytes + 1);
    return bytes;
  }

  private static byte[] utf8(String string, int headerBytes) {
    byte[] encoded = string.getBytes(UTF_8);
    byte[] bytes = new byte[Math.addExact(headerBytes + 1, encoded.length)];
    bytes[headerBytes] = FORM_UTF_8;
    System.arraycopy(encoded, 0, bytes, headerBytes + 1, encoded.length);
    return bytes;
  }

  private static byte[] utf16(String string, int headerBytes) {
    int size = Math.multiplyExact(string.length(), Character.BYTES);
    byte[] bytes = new byte[Math.addExact(headerBytes + 1, size)];
    bytes[headerBytes] = FORM_UTF_16;
    ByteBuffer.wrap(bytes, headerBytes + 1, size).slice().asCharBuffer().put(string);
    return bytes;
  }

  /** The length in UTF-8; -1 if a surrogate is unpaired, which UTF-8 cannot hold. */
  private static long utf8Length(String string) {
    long length = 0;
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c < 0x80) {
        length++;
      } else if (c < 0x800) {
        length += 2;
      } else if (!Character.isSurrogate(c)) {
        length += 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < string.length()
          && Character.isLowSurrogate(string.charAt(i + 1))) {
        length += 4;
        i++;
      } else {
        return -1;
      }
    }
    return length;
  }

  @Override
  public Object decode(ByteBuffer bytes, ClassLoader loader) throws IOException {
    if (!bytes.hasRemaining()) {
      throw new IOException("a string without its form");
    }
    byte form = bytes.get();
    return switch (form) {
      case FORM_LATIN_1 -> fromLatin1(bytes);
      case FORM_UTF_8 -> UTF_8.newDecoder().decode(bytes).toString();
      case FORM_UTF_16 -> fromUtf16(bytes);
      default -> throw new IOException("unknown form of a string: " + form);
    };
  }

  private static String fromLatin1(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      return new String(
          bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining(), ISO_8859_1);
    }
    return ISO_8859_1.decode(bytes).toString();
  }

  private static String fromUtf16(ByteBuffer bytes) throws IOException {
    if (bytes.remaining() % Character.BYTES != 0) {
      throw new IOException("half a character at the end of a string");
    }
    return bytes.asCharBuffer().toString();
  }
}
