package com.heliosdb.edge.cache.benchmarks.disk;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The caches with a disk tier, by name. A new one is a class and a line here. */
final class DiskCaches {
  /** Bytes of payload that each may keep on disk. */
  static final long DISK_BYTES = 1L << 30;

  /** Opens a cache of one kind. */
  @FunctionalInterface
  interface Opener {
    DiskCache open(Path directory, int heapEntries);
  }

  private static final Map<String, Opener> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("edge", (directory, entries) -> new EdgeDiskCache(directory, entries, "ehcache"));
    BY_NAME.put(
        "edge-counted",
        (directory, entries) ->
            new EdgeDiskCache(directory, entries, CountingStoreProvider.STORE_NAME));
    BY_NAME.put("ehcache-disk", (directory, entries) -> new EhcacheDiskCache(directory, 0));
    BY_NAME.put("ehcache-heap-disk", EhcacheDiskCache::new);
  }

  private DiskCaches() {}

  static Set<String> names() {
    return Collections.unmodifiableSet(BY_NAME.keySet());
  }

  /**
   * Opens what the directory holds, or an empty cache.
   *
   * @param heapEntries how many entries may be on the heap, where there is a heap tier
   */
  static DiskCache open(String name, Path directory, int heapEntries) {
    Opener opener = BY_NAME.get(name);
    if (opener == null) {
      throw new IllegalArgumentException(
          "There is no disk cache '%s'; there are %s".formatted(name, String.join(", ", names())));
    }
    return opener.open(directory, heapEntries);
  }
}
