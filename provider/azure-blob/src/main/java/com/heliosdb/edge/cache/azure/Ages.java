package com.heliosdb.edge.cache.azure;

/**
 * How many bytes are how old, in buckets that widen with age: one second wide at first, a sixteenth
 * of the age later. Tells where to cut to get rid of the oldest. For one thread at a time.
 */
final class Ages {
  private static final int PER_OCTAVE_BITS = 4;
  private static final int PER_OCTAVE = 1 << PER_OCTAVE_BITS;

  private final long[] bytes = new long[Long.SIZE * PER_OCTAVE];

  /** Which ages go to make room, and how many bytes of the youngest of them. */
  static final class Cut {
    private final int bucket;
    private long allowance;

    private Cut(int bucket, long allowance) {
      this.bucket = bucket;
      this.allowance = allowance;
    }

    /** Whether this one goes; asked once for each. */
    boolean takes(long ageSeconds, long size) {
      int of = bucket(ageSeconds);
      if (of != bucket) {
        return of > bucket;
      }
      boolean taken = allowance > 0;
      allowance -= size;
      return taken;
    }
  }

  void add(long ageSeconds, long size) {
    bytes[bucket(ageSeconds)] += size;
  }

  /** Where to cut so that at least so many bytes go, all of them if there are fewer. */
  Cut oldest(long excess) {
    long older = 0;
    for (int bucket = bytes.length - 1; bucket > 0; bucket--) {
      if (older + bytes[bucket] >= excess) {
        return new Cut(bucket, excess - older);
      }
      older += bytes[bucket];
    }
    return new Cut(0, excess - older);
  }

  static int bucket(long ageSeconds) {
    long age = Math.max(0, ageSeconds);
    if (age < PER_OCTAVE) {
      return (int) age;
    }
    int shift = Long.SIZE - 1 - PER_OCTAVE_BITS - Long.numberOfLeadingZeros(age);
    return (shift + 1) * PER_OCTAVE + (int) (age >>> shift) - PER_OCTAVE;
  }
}
