package com.heliosdb.edge.cache.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * 128-bit hash of an encoded key: MurmurHash3, variant x64 128, seed 0, after Austin Appleby's
 * public-domain description. Part of the format of the disk tier: it never changes. It spreads
 * well, but it is no defence against keys chosen to collide; whoever finds an entry by it compares
 * the key as well.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record KeyHash(long high, long low) {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long C1 = 0x87C37B91114253D5L;
  private static final long C2 = 0x4CF5AD432745937FL;

  /** The hash of these bytes. */
  public static KeyHash of(byte[] encoded) {
    long h1 = 0;
    long h2 = 0;
    int blocksEnd = encoded.length & ~15;
    for (int i = 0; i < blocksEnd; i += 16) {
      h1 ^= mixFirst((long) LONGS.get(encoded, i));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52DCE729;
      h2 ^= mixSecond((long) LONGS.get(encoded, i + 8));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495AB5;
    }
    h2 ^= mixSecond(tail(encoded, blocksEnd + 8));
    h1 ^= mixFirst(tail(encoded, blocksEnd));

    h1 ^= encoded.length;
    h2 ^= encoded.length;
    h1 += h2;
    h2 += h1;
    h1 = finish(h1);
    h2 = finish(h2);
    h1 += h2;
    h2 += h1;
    return new KeyHash(h1, h2);
  }

  private static long mixFirst(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mixSecond(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  /** Up to eight bytes from an index on, little-endian; 0 beyond the end, which mixes to 0. */
  private static long tail(byte[] encoded, int from) {
    long k = 0;
    for (int i = Math.min(encoded.length, from + 8) - 1; i >= from; i--) {
      k = k << 8 | (encoded[i] & 0xFF);
    }
    return k;
  }

  private static long finish(long h) {
    long k = h;
    k = (k ^ (k >>> 33)) * 0xFF51AFD7ED558CCDL;
    k = (k ^ (k >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return k ^ (k >>> 33);
  }
}
