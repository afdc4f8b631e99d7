package com.heliosdb.edge.cache.spi;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A key as a region store knows it. Immutable as long as nobody writes to the array.
 *
 * @param high the first 64 bits of the 128-bit hash of the encoded key
 * @param low the last 64 bits
 * @param encoded the encoded key, from which a store may derive readable names; it may hold any
 *     bytes
 */
// Never copied: it would cost more than it saves.
@SuppressWarnings("ArrayRecordComponent")
public record RegionKey(long high, long low, byte[] encoded) {
  /** The hash as 32 hexadecimal digits. */
  public String hex() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RegionKey that
        && high == that.high
        && low == that.low
        && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high);
  }

  @Override
  public String toString() {
    return hex();
  }
}
