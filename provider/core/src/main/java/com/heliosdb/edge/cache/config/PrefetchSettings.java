package com.heliosdb.edge.cache.config;

import java.time.Duration;

/**
 * What is fetched before it is asked for.
 *
 * @param mode when something is fetched
 * @param window how far ahead the window mode looks, and how late a predicted access may be
 * @param probability an expiring entry is fetched anew if keys like it were asked for again in time
 *     with at least this probability
 * @param minUseful below this share of useful fetches nothing is fetched
 * @param budget useless fetches allowed, as a share of the loads there would be without
 *     prefetching; 0 = not bounded
 * @param maxKeys keys whose accesses are remembered
 */
public record PrefetchSettings(
    Mode mode, Duration window, double probability, double minUseful, double budget, int maxKeys) {
  /** When something is fetched. */
  public enum Mode {
    /** Never. */
    OFF,
    /** Once in a window, what is expected in it. */
    WINDOW,
    /** At expiry by calibrated probability, and steady keys just in time. */
    CALIBRATED
  }

  /** Whether accesses are learned from at all. */
  public boolean learns() {
    return mode != Mode.OFF;
  }
}
