package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.KeyHash;

/**
 * Knows below which version a key must not be taken from the region any more. Thread-safe.
 *
 * <p>Bounded, it forgets keys; what it forgets it makes up for by stamps: what was asked of the
 * region before a floor was raised that is forgotten by now is not admitted either, whatever its
 * version. What was asked later is not affected, since the region itself has answered with what
 * raised that floor, or with something newer.
 */
interface VersionFloor {
  /** The stamp of a question that is put to the region now. */
  long stamp();

  /** Admits no older version of the key from now on. */
  void raise(KeyHash hash, long version);

  /** Forgets all floors, since all versions before are void, and admits no answer asked before. */
  void reset();

  /** Whether the floor of the key has not been raised since the stamp was given. */
  boolean isUnmoved(KeyHash hash, long stamp);

  /** Whether an answer may be used: its version, and the stamp of its question. */
  boolean admits(KeyHash hash, long version, long stamp);
}
