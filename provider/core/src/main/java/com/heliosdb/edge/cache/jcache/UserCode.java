package com.heliosdb.edge.cache.jcache;

import org.jspecify.annotations.Nullable;

/**
 * Marks threads that are inside a user's listener, of whatever cache. Such a thread must not wait
 * for another that may be waiting for it. Thread-safe.
 */
final class UserCode {
  // Absent outside listeners, so that no thread keeps this class loaded.
  private static final ThreadLocal<@Nullable Integer> depth = new ThreadLocal<>();

  private UserCode() {}

  /** Whether the calling thread is inside a listener. */
  static boolean runsInCurrentThread() {
    return depth.get() != null;
  }

  /** Runs a listener. */
  static void run(Runnable listener) {
    Integer before = depth.get();
    depth.set(before == null ? 1 : before + 1);
    try {
      listener.run();
    } finally {
      if (before == null) {
        depth.remove();
      } else {
        depth.set(before);
      }
    }
  }
}
