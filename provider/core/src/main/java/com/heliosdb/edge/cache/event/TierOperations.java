package com.heliosdb.edge.cache.event;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a tier listener may do to the entries of its cache. Valid until the cache is closed.
 * Thread-safe; never blocks on user code.
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

  /**
   * Brings a value before it is asked for: for a key that no local tier holds from the region or by
   * the CacheLoader, for an entry that is there anew by the CacheLoader. In the background;
   * whatever is written to the key meanwhile stays. Not counted as an access.
   *
   * @return completes with whether a value was brought, or with what the CacheLoader threw; nothing
   *     is brought without a loader and a region, or if the origin has no value
   */
  CompletionStage<Boolean> prefetch(K key);

  /** The life of the entry in the local tiers; empty if none holds an unexpired one. */
  Optional<EntryLife> life(K key);
}
