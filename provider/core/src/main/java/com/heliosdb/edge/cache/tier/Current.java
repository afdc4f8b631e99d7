package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.stats.TierCounters;
import java.util.Objects;
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

  /** Where it was found. */
  private final Tier tier;

  /** The region may have a newer version. */
  final boolean suspect;

  /** Whether a local tier held it when it was found. */
  final boolean local;

  private Current(
      KeyRef key,
      @Nullable HeapEntry entry,
      @Nullable Envelope envelope,
      @Nullable Object stored,
      @Nullable Object decoded,
      long version,
      long deadline,
      Tier tier,
      boolean suspect,
      boolean local) {
    this.key = key;
    this.entry = entry;
    this.envelope = envelope;
    this.stored = stored;
    this.decoded = decoded;
    this.version = version;
    this.deadline = deadline;
    this.tier = tier;
    this.suspect = suspect;
    this.local = local;
  }

  /** Called under the stripe lock. */
  static Current onHeap(KeyRef key, HeapEntry entry) {
    return new Current(
        key,
        entry,
        null,
        entry.stored(),
        null,
        entry.version(),
        entry.deadline(),
        Tier.HEAP,
        false,
        true);
  }

  static Current onDisk(KeyRef key, DiskSlot slot) {
    return new Current(
        key,
        null,
        null,
        null,
        null,
        slot.version(),
        slot.deadline(),
        Tier.DISK,
        slot.suspect(),
        true);
  }

  static Current inRegion(
      KeyRef key, long version, long deadline, Envelope envelope, Object decoded) {
    return new Current(
        key, null, envelope, null, decoded, version, deadline, Tier.REGION, false, false);
  }

  /** The same, read. */
  Current read(Envelope record, Object value) {
    return new Current(key, null, record, null, value, version, deadline, tier, suspect, true);
  }

  /**
   * The same, installed in a local tier by now. Called under the stripe lock.
   *
   * @param installed where it is if that is the heap
   */
  Current installed(@Nullable HeapEntry installed) {
    Object onHeap = installed == null ? null : installed.stored();
    return new Current(
        key, installed, envelope, onHeap, decoded, version, deadline, tier, false, true);
  }

  /** What was found on the heap, as a lower tier is to keep it. */
  DiskRecord record(Values values, int uses) {
    Object onHeap = Objects.requireNonNull(stored);
    return new DiskRecord(
        values.bytes(onHeap),
        values.codecs().typeFingerprint(values.toUser(onHeap)),
        version,
        VersionClock.millisOf(version),
        deadline,
        fixedTtl(),
        uses);
  }

  TierCounters tierCounters(HeapTier heap, Disk disk) {
    return entry != null ? heap.counters() : disk.counters();
  }

  Tier tier() {
    return tier;
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
