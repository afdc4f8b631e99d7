package com.heliosdb.edge.cache.tier;

import java.nio.ByteBuffer;

/** One version of a key as the disk is to keep it. Immutable; the bytes are not copied. */
final class DiskRecord {
  /** The encoded value. */
  final byte[] value;

  /** The fingerprint of the value's type. */
  final long fingerprint;

  final long version;
  final long createdMillis;
  final long deadline;

  /** The deadline was given with the value. */
  final boolean fixedTtl;

  /** Reads on the heap that count as accesses of the record. */
  final int uses;

  DiskRecord(
      byte[] value,
      long fingerprint,
      long version,
      long createdMillis,
      long deadline,
      boolean fixedTtl,
      int uses) {
    this.value = value;
    this.fingerprint = fingerprint;
    this.version = version;
    this.createdMillis = createdMillis;
    this.deadline = deadline;
    this.fixedTtl = fixedTtl;
    this.uses = uses;
  }

  /** What is in an envelope, with the deadline it has by now. */
  static DiskRecord of(Envelope envelope, long deadline) {
    ByteBuffer encoded = envelope.value();
    byte[] value = new byte[encoded.remaining()];
    encoded.get(value);
    return new DiskRecord(
        value,
        envelope.typeFingerprint(),
        envelope.version().clock(),
        envelope.createdMillis(),
        deadline,
        (envelope.flags() & Envelope.FLAG_FIXED_TTL) != 0,
        0);
  }
}
