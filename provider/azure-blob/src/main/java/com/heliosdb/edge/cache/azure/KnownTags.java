package com.heliosdb.edge.cache.azure;

import com.heliosdb.edge.cache.spi.RegionRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tags of the blobs seen last, and which write made each: a newer write in place of one of them
 * needs no look at it first. A tag stands for one content for ever, so that what is known may be
 * out of date, but never wrong. Thread-safe; the lock is held for no I/O.
 */
final class KnownTags {
  /** A few hundred bytes each. */
  private static final int MOST = 8192;

  private static final float LOAD = 0.75f;

  /** Which write made the content with a tag. */
  record Known(String etag, long clock) {
    /** Whether a record may take its place, even if it has not expired: that is not told here. */
    boolean givesWayTo(RegionRecord record) {
      return Long.compareUnsigned(record.version().clock(), clock) > 0;
    }
  }

  private final Map<String, Known> known = // guarded by this
      new LinkedHashMap<>(16, LOAD, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST;
        }
      };

  synchronized @Nullable Known of(String name) {
    return known.get(name);
  }

  void learn(String name, String etag, RegionRecord record) {
    Known learned = new Known(etag, record.version().clock());
    synchronized (this) {
      known.put(name, learned);
    }
  }

  synchronized void forget(String name) {
    known.remove(name);
  }
}
