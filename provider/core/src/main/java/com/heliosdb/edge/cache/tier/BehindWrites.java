package com.heliosdb.edge.cache.tier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of which the region lacks a write that was acknowledged here. Thread-safe. A durable
 * mark is set before the first is added and removed after the last has left.
 */
final class BehindWrites {
  private static final Logger LOG = LoggerFactory.getLogger(BehindWrites.class);
  private static final int MOST = 1 << 14;

  private final String cacheName;
  private final RegionMemory memory;
  private final Map<KeyRef, Long> versions = new ConcurrentHashMap<>();
  // Held while the mark is written, so that it is there as long as there are keys.
  private final ReentrantLock lock = new ReentrantLock();
  private boolean complained;

  BehindWrites(String cacheName, RegionMemory memory) {
    this.cacheName = cacheName;
    this.memory = memory;
  }

  boolean contains(KeyRef key) {
    return !versions.isEmpty() && versions.containsKey(key);
  }

  boolean isEmpty() {
    return versions.isEmpty();
  }

  /**
   * Adds a write.
   *
   * @return false if there are too many: the whole region is behind now
   */
  boolean add(KeyRef key, long version) {
    lock.lock();
    try {
      mark();
      if (versions.size() >= MOST && !versions.containsKey(key)) {
        versions.clear();
        return false;
      }
      versions.merge(key, version, Math::max);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the keys: everything in the region is to be void. */
  void forget() {
    versions.clear();
  }

  /** Notes durably that the region is behind, if that is not noted. */
  void note() {
    lock.lock();
    try {
      mark();
    } finally {
      lock.unlock();
    }
  }

  private void mark() {
    try {
      memory.behind(true);
    } catch (IOException e) {
      if (!complained) {
        complained = true;
        LOG.warn(
            "The region of cache '{}' is behind, and the disk cannot note it: if the process dies"
                + " before the region is back, other nodes may go on reading what was overwritten"
                + " here",
            cacheName,
            e);
      }
    }
  }

  /** Some of the keys, each with its version. */
  List<Map.Entry<KeyRef, Long>> some(int most) {
    List<Map.Entry<KeyRef, Long>> some = new ArrayList<>();
    for (Map.Entry<KeyRef, Long> each : versions.entrySet()) {
      if (some.size() == most) {
        break;
      }
      some.add(Map.entry(each.getKey(), each.getValue()));
    }
    return some;
  }

  /** Notes that the region has this write of the key, or a later one. */
  void done(KeyRef key, long version) {
    versions.computeIfPresent(key, (same, behind) -> behind <= version ? null : behind);
  }

  /** Removes the mark if nothing is behind. */
  void settle() {
    lock.lock();
    try {
      if (versions.isEmpty()) {
        memory.behind(false);
      }
    } catch (IOException e) {
      // The mark stays: a restart clears the region once for nothing.
      LOG.debug("The mark of cache '{}' could not be removed", cacheName, e);
    } finally {
      lock.unlock();
    }
  }
}
