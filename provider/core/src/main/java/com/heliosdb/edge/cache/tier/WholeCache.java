package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.expiry.TimeSource;
import java.io.IOException;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** What concerns all keys at once: clearing, closing, destroying. Thread-safe. */
final class WholeCache {
  private final Stripes stripes;
  private final HeapTier heap;
  private final Disk disk;
  private final Region region;
  private final Claims claims;
  private final Lookup lookup;
  private final Mover mover;
  private final VersionClock versions;
  private final TimeSource time;

  WholeCache(WriteParts parts) {
    stripes = parts.stripes();
    heap = parts.heap();
    disk = parts.disk();
    region = parts.region();
    claims = parts.claims();
    lookup = parts.lookup();
    mover = parts.mover();
    versions = parts.versions();
    time = parts.time();
  }

  /**
   * Removes everything, durably, without events and without telling the writer. Waits for claims.
   *
   * @throws CacheException if the disk could not make it durable, or the region did not take it;
   *     this process reads nothing older all the same
   */
  void clear() {
    clearHere();
    Outcome.rethrow(region.awaitClear());
  }

  private void clearHere() {
    claims.shutGate();
    try {
      Claim foreign = clearUnlessClaimed();
      while (foreign != null) {
        claims.await(foreign);
        foreign = clearUnlessClaimed();
      }
    } finally {
      claims.openGate();
    }
  }

  /** Clears, or returns a claim of another thread. */
  private @Nullable Claim clearUnlessClaimed() {
    stripes.lockAll();
    try {
      for (int i = 0; i < Stripes.COUNT; i++) {
        Claim foreign = claims.foreign(i);
        if (foreign != null) {
          return foreign;
        }
      }
      clearLocked();
      return null;
    } finally {
      stripes.unlockAll();
    }
  }

  private void clearLocked() {
    // Whoever waited for claims may find another cache in its directory by now.
    lookup.requireOpen();
    if (region.present()) {
      region.clear(versions.next(time.millis()));
    }
    for (int i = 0; i < Stripes.COUNT; i++) {
      for (HeapEntry entry : heap.copyOf(i)) {
        heap.remove(entry);
      }
    }
    try {
      disk.clear(versions.last());
    } catch (IOException e) {
      throw new CacheException(
          "The cache was cleared, but the disk could not note it: entries may come back at the next"
              + " start; clear again when the disk works",
          e);
    }
  }

  /** Makes everything durable. Operations under way end before, or fail as on a closed cache. */
  void close() {
    try {
      mover.stop();
    } finally {
      try {
        region.stop();
      } finally {
        closeTiers();
      }
    }
  }

  private void closeTiers() {
    try {
      closeLocalTiers();
    } finally {
      // Without locks: the store may wait for what is under way.
      region.close();
    }
  }

  private void closeLocalTiers() {
    stripes.lockAll();
    try {
      lookup.close();
      try {
        mover.keepAll();
      } finally {
        try {
          disk.close(versions.last());
        } finally {
          heap.close();
        }
      }
    } finally {
      stripes.unlockAll();
    }
  }

  /**
   * Removes everything and what was stored. Operations under way end before, or fail as on a closed
   * cache.
   *
   * @throws CacheException if files could not be removed
   */
  void destroy() {
    try {
      mover.stop();
    } finally {
      try {
        region.stop();
        region.destroy();
      } finally {
        destroyTiers();
      }
    }
  }

  private void destroyTiers() {
    stripes.lockAll();
    try {
      lookup.close();
      heap.close();
      disk.destroy();
    } catch (IOException e) {
      throw new CacheException("The files of the disk tier could not be removed", e);
    } finally {
      stripes.unlockAll();
    }
  }
}
