package com.heliosdb.edge.cache.tier;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs when the loader of a cache begins to fail, and when it is well again. Thread-safe. */
final class OriginHealth {
  private static final Logger LOG = LoggerFactory.getLogger(OriginHealth.class);

  private final String cacheName;
  private final AtomicBoolean failing = new AtomicBoolean();

  OriginHealth(String cacheName) {
    this.cacheName = cacheName;
  }

  /** A load has failed. */
  void failed(Throwable failure) {
    if (begins()) {
      LOG.warn(
          "Loading for cache '{}' fails: stale values are served where that is allowed; not logged"
              + " again until a load goes well",
          cacheName,
          failure);
    }
  }

  /** A load has not ended in time. */
  void late(Duration timeout) {
    if (begins()) {
      LOG.warn(
          "The CacheLoader of cache '{}' takes longer than {} ms: readers wait no longer; not logged"
              + " again until a load ends in time",
          cacheName,
          timeout.toMillis());
    }
  }

  /** A load has gone well, in time. */
  void well() {
    if (failing.get() && failing.compareAndSet(true, false)) {
      LOG.info("Loading for cache '{}' goes well again", cacheName);
    }
  }

  private boolean begins() {
    return !failing.get() && failing.compareAndSet(false, true);
  }
}
