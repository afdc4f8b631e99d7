package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.Codecs;
import com.heliosdb.edge.cache.codec.KeyHash;
import com.heliosdb.edge.cache.spi.RegionKey;
import java.io.IOException;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** A key on its way through the tiers; encoded and hashed at most once, when the disk is asked. */
public final class KeyRef {
  final Object key;
  final int spread;
  private byte @Nullable [] encoded;
  private @Nullable KeyHash hash;
  private boolean unencodable;

  /** A reference to a key that is not changed meanwhile. */
  public KeyRef(Object key) {
    this.key = key;
    this.spread = Stripes.spread(key.hashCode());
  }

  int stripe() {
    return Stripes.of(spread);
  }

  /**
   * The encoded form.
   *
   * @throws CacheException if the key cannot be encoded; names its class
   */
  byte[] encoded(Codecs codecs) {
    byte[] bytes = encoded;
    if (bytes == null) {
      try {
        bytes = codecs.encodeKey(key);
      } catch (IOException e) {
        throw new CacheException(
            "Key of " + key.getClass() + " cannot be encoded: " + e.getMessage(), e);
      }
      encoded = bytes;
    }
    return bytes;
  }

  /** Whether the key has an encoded form. */
  boolean isEncodable(Codecs codecs) {
    if (encoded == null && !unencodable) {
      try {
        hash(codecs);
      } catch (CacheException e) {
        // Said again, with its cause, by whoever goes on to store the key.
        unencodable = true;
      }
    }
    return !unencodable;
  }

  KeyHash hash(Codecs codecs) {
    KeyHash known = hash;
    if (known == null) {
      known = KeyHash.of(encoded(codecs));
      hash = known;
    }
    return known;
  }

  /** What a region store knows the key by. */
  RegionKey inRegion(Codecs codecs) {
    KeyHash known = hash(codecs);
    return new RegionKey(known.high(), known.low(), encoded(codecs));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyRef that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return key.toString();
  }
}
