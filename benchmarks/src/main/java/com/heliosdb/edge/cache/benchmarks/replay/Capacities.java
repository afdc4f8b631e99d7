package com.heliosdb.edge.cache.benchmarks.replay;

/** Entries that each tier may hold. The disk's do not count what the heap holds too. */
record Capacities(int heap, int disk, int region) {
  static final int LEAST_HEAP = 8;
  static final int LEAST_DISK = 40;
  static final int LEAST_REGION = 80;

  /** What both local tiers hold together. */
  int local() {
    return heap + disk;
  }

  int all() {
    return heap + disk + region;
  }

  /** How large a tier is: a share of the distinct keys of a trace, or a number of entries. */
  record Size(double share, int entries) {
    static Size ofShare(double share) {
      return new Size(share, 0);
    }

    static Size ofEntries(int entries) {
      return new Size(0, entries);
    }

    /** A share gives at least so many entries; a number is taken as it is. */
    int of(int uniqueKeys, int least) {
      return entries > 0 ? entries : Math.max(least, (int) (uniqueKeys * share));
    }
  }
}
