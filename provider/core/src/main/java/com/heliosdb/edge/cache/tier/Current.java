package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.stats.TierCounters;
import org.jspecify.annotations.Nullable;

/** The entry of a key as it was found in a tier: a snapshot of one version. */
public final class Current {
  final KeyRef key;

  /** The entry if it was found on the heap. */
  final @Nullable HeapEntry entry;

  /** The record if it was found on disk and read. */
  final @Nullable Envelope envelope;

  /** The stored form if it was found on the heap. */
  final @Nullable Object stored;

  /** The decoded value of the record, for exactly one user. */
  private final @Nullable Object decoded;

  final long version;
  final long deadline;

  private Current(
      KeyRef key,
      @Nullable HeapEntry entry,
      @Nullable Envelope envelope,
      @Nullable Object stored,
      @Nullable Object decoded,
      long version,
      long deadline) {
    this.key = key;
    this.entry = entry;
    this.envelope = envelope;
    this.stored = stored;
    this.decoded = decoded;
    this.version = version;
    this.deadline = deadline;
  }

  /** Called under the stripe lock. */
  static Current onHeap(KeyRef key, HeapEntry entry) {
    return new Current(key, entry, null, entry.stored(), null, entry.version(), entry.deadline());
  }

  static Current onDisk(
      KeyRef key,
      long version,
      long deadline,
      @Nullable Envelope envelope,
      @Nullable Object decoded) {
    return new Current(key, null, envelope, null, decoded, version, deadline);
  }

  TierCounters tierCounters(HeapTier heap, Disk disk) {
    return entry != null ? heap.counters() : disk.counters();
  }

  Tier tier() {
    return entry != null ? Tier.HEAP : Tier.DISK;
  }

  boolean expiredAt(long nowMillis) {
    return deadline <= nowMillis;
  }

  boolean fixedTtl() {
    return entry != null
        ? entry.fixedTtl
        : envelope != null && (envelope.flags() & Envelope.FLAG_FIXED_TTL) != 0;
  }

  /** The value as a user may see it; null if it was not asked for. */
  @Nullable Object value(Values values) {
    return stored != null ? values.toUser(stored) : decoded;
  }
}
