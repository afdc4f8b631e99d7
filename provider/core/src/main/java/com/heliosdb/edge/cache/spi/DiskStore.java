package com.heliosdb.edge.cache.spi;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A dumb, persistent map from a 128-bit hash to bytes, divided by hash into slices that are
 * verified and opened one by one. Thread-safe; two calls for the same hash never overlap when one
 * of them writes.
 *
 * <p>It knows neither keys nor versions nor expiry, does not evict by choice, and may lose any
 * record: a lost record reads as null. It never returns bytes other than those last put for the
 * hash, as far as it can know; the caller checks a sum of its own.
 *
 * <p>Every failure surfaces as an {@link IOException}: no implementation lets an {@link Error} of
 * its library escape.
 */
public interface DiskStore extends Closeable {
  /** How {@link #openSlice} found a slice. */
  enum SliceState {
    /** Nothing was stored. */
    EMPTY,
    /** Closed cleanly and every stored sum matched: records of earlier runs are served. */
    INTACT,
    /** Damaged or not closed cleanly: its records were discarded, the slice is empty and usable. */
    DISCARDED
  }

  /** Receives the records of a slice. */
  @FunctionalInterface
  interface RecordVisitor {
    /** One record; false ends the scan. */
    boolean visit(long high, long low, byte[] bytes);
  }

  /** The number of slices: a power of two, fixed for the life of a directory. */
  int slices();

  /** The slice of a hash. */
  default int sliceOf(long high) {
    return (int) (high >>> 40) & (slices() - 1);
  }

  /**
   * Verifies and opens one slice; may take seconds. Called once for each slice, from a background
   * thread. Until it has returned, gets for its hashes answer null at once, without looking, and
   * other calls for them fail.
   *
   * @throws IOException if the slice can be neither read nor recreated, is open already, or the
   *     store is closed meanwhile
   */
  SliceState openSlice(int slice) throws IOException;

  /** The bytes last put, or null. */
  byte @Nullable [] get(long high, long low) throws IOException;

  /**
   * Stores the bytes in place of any earlier ones, before it returns: nothing is queued. When it
   * throws, the earlier bytes may or may not be there still. The array is not kept and not changed.
   *
   * @throws IOException if the bytes were not stored, for lack of space or because no record may be
   *     that large, say
   */
  void put(long high, long low, byte[] bytes) throws IOException;

  /** Removes the record, if there is one. */
  void remove(long high, long low) throws IOException;

  /**
   * Visits the records of an open slice in no order; records written meanwhile may be missed. The
   * visitor may call the store; what it throws passes through.
   */
  void scan(int slice, RecordVisitor visitor) throws IOException;

  /** Removes all records of all open slices. */
  void clear() throws IOException;

  /**
   * Makes everything durable and closes. Costs what was changed since opening, not what is stored.
   * Idempotent. Slices never opened stay as they are.
   */
  @Override
  void close() throws IOException;
}
