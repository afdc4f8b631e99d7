package com.heliosdb.edge.cache.tier;

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

  DiskRecord(
      byte[] value,
      long fingerprint,
      long version,
      long createdMillis,
      long deadline,
      boolean fixedTtl) {
    this.value = value;
    this.fingerprint = fingerprint;
    this.version = version;
    this.createdMillis = createdMillis;
    this.deadline = deadline;
    this.fixedTtl = fixedTtl;
  }
}
