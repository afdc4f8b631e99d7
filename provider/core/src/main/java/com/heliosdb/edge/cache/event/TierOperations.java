package com.heliosdb.edge.cache.event;

/**
 * What a tier listener may do to the entries of its cache. Valid while the listener is being
 * called. Thread-safe; never blocks on user code; acts only on the version the event was about.
 *
 * @param <K> the type of keys
 */
public interface TierOperations<K> {
  /**
   * Copies the entry one tier up; the tier below keeps it.
   *
   * @return whether the entry is in the upper tier now because of this call
   */
  boolean promote(K key);

  /**
   * Takes the entry out of its tier and leaves it in the tier below, writing it there first when
   * that tier does not hold it.
   *
   * @return whether the entry left its tier because of this call; false where there is no tier
   *     below
   */
  boolean demote(K key);
}
