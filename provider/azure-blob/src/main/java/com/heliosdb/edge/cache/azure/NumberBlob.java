package com.heliosdb.edge.cache.azure;

import com.heliosdb.edge.cache.azure.Blobs.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/**
 * A number that nodes agree on, in a blob of its own. Thread-safe.
 *
 * <p>Stored form, 23 bytes of ASCII: what it is, the format version, a space, the number in 16
 * hexadecimal digits, a line feed. A sample, generation 7:
 *
 * <pre>
 * HECG1 0000000000000007
 * </pre>
 *
 * <p>Recovery: a blob in another form fails whoever reads it, for what it said is unknown; deleted,
 * it counts as never written.
 */
final class NumberBlob {
  private static final Pattern FORM = Pattern.compile("(HEC[A-Z]1) ([0-9a-f]{16})\n");

  /** A number and the tag of the blob that says so. */
  record Numbered(long number, String etag) {}

  private final Blobs blobs;
  private final String name;
  private final String kind;

  private NumberBlob(Blobs blobs, String name, String kind) {
    this.blobs = blobs;
    this.name = name;
    this.kind = kind;
  }

  /** The generation in force. */
  static NumberBlob generation(Blobs blobs, BlobNames names) {
    return new NumberBlob(blobs, names.generation(), "HECG1");
  }

  /** Until when a sweep is somebody's, in milliseconds since the epoch. */
  static NumberBlob sweep(Blobs blobs, BlobNames names) {
    return new NumberBlob(blobs, names.sweep(), "HECS1");
  }

  /** The number; empty if none was written. */
  Mono<Numbered> read() {
    return blobs
        .read(name)
        .flatMap(
            content -> {
              Matcher form = FORM.matcher(text(content));
              return form.matches() && form.group(1).equals(kind)
                  ? Mono.just(
                      new Numbered(HexFormat.fromHexDigitsToLong(form.group(2)), content.etag()))
                  : Mono.error(unreadable());
            });
  }

  /** Writes the first number; empty if another node did. */
  Mono<Numbered> create(long number) {
    return blobs.create(name, bytes(number), Map.of()).map(etag -> new Numbered(number, etag));
  }

  /** Writes a number in place of another; empty if another node did. */
  Mono<Numbered> replace(Numbered held, long number) {
    return blobs
        .replace(name, held.etag(), bytes(number), Map.of())
        .map(etag -> new Numbered(number, etag));
  }

  private byte[] bytes(long number) {
    return (kind + " " + HexFormat.of().toHexDigits(number) + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(Content content) {
    return new String(content.bytes(), StandardCharsets.US_ASCII);
  }

  private IOException unreadable() {
    return new IOException(
        "the blob %s must be %s and 16 hexadecimal digits but is not; clear the cache after deleting"
                .formatted(name, kind)
            + " it");
  }
}
