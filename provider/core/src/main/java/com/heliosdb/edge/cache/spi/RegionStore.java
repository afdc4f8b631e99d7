package com.heliosdb.edge.cache.spi;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/**
 * Versioned bytes of one cache, shared by the nodes of a region. Thread-safe.
 *
 * <p>For each key and generation it keeps at most one {@link RegionRecord}, a value or a tombstone,
 * and replaces it by newer ones only. It knows neither values nor policies. It may lose any record,
 * by its own eviction or by a failure; a lost record reads as null.
 *
 * <p>Every operation returns at once and completes later, on any thread, which the caller's
 * continuations must not block. A failure completes the stage exceptionally; no operation throws,
 * and none waits for a service that is away longer than its client does: the caller sets deadlines
 * of its own and takes no notice of late results. What failed may have been done.
 */
public interface RegionStore extends Closeable {
  /** What became of a write. */
  enum Outcome {
    /** The store holds the record now, or held this very version already. */
    STORED,
    /** The store holds a version that is as new or newer, written by somebody else. */
    REJECTED
  }

  /** Is told what other nodes published, and when something may have been missed. */
  interface Subscriber {
    /** Bytes given to {@link #publish} by this or another node. Quick; never throws. */
    void received(byte[] message);

    /** The connection was lost, or is new: messages may have been missed before now. */
    void interrupted();
  }

  /**
   * The generation in force: the greatest ever started, 0 if none was. Records of other generations
   * are never read.
   */
  CompletionStage<Long> generation();

  /**
   * Starts a generation, unless as great a one is in force. From completion on no node reads a
   * record of an older one; those are removed, at leisure.
   *
   * @param generation greater than 0
   * @return the generation in force then, at least the given one
   */
  CompletionStage<Long> startGeneration(long generation);

  /**
   * The record of a key, be it a tombstone; null if there is none, it has expired, or it is not
   * readable.
   *
   * @param generation the one the caller takes to be in force
   */
  CompletionStage<RegionRecord> get(long generation, RegionKey key);

  /**
   * Stores a record, value or tombstone, if the store holds none for the key or an older one.
   * Atomic for each key, however many nodes write. An unreadable or expired record counts as none.
   *
   * @param generation the one the caller takes to be in force; if it is not, the record is never
   *     read
   */
  CompletionStage<Outcome> putIfNewer(long generation, RegionKey key, RegionRecord record);

  /**
   * Whether {@link #publish} reaches subscribers. Without it nodes learn of each other's writes by
   * reading only.
   */
  boolean broadcasts();

  /**
   * Sends bytes to the subscribers of all nodes, this one's included: best effort, in order for
   * each publisher, at most a few hundred milliseconds late unless something fails. Fails if the
   * store does not broadcast.
   */
  CompletionStage<Void> publish(byte[] message);

  /**
   * Subscribes until the result is closed. {@link Subscriber#interrupted} is called on some thread
   * when the subscription stands for the first time, and whenever it stands again.
   *
   * @throws IOException if the subscription cannot even be asked for; a service that is away is no
   *     such failure
   */
  Closeable subscribe(Subscriber subscriber) throws IOException;

  /** Whether the service can be reached: completes normally if so. */
  CompletionStage<Void> check();

  /**
   * Whether {@link #get} and {@link #putIfNewer} are linearizable for each key, whatever single
   * machine fails.
   */
  boolean linearizable();

  /** Gives connections up. Idempotent. Operations under way complete, maybe exceptionally. */
  @Override
  void close() throws IOException;
}
