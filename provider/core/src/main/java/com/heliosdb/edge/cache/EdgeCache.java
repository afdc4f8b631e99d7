package com.heliosdb.edge.cache;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Cache} with tiers, reached by {@code cache.unwrap(EdgeCache.class)}. Thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface EdgeCache<K, V> extends Cache<K, V> {
  /**
   * Puts a value that lives for a time of its own, whatever the cache's expiry policy says, until
   * the entry is written again; reads do not move it. What the policy says of updates then applies;
   * where it says nothing, the deadline stays.
   *
   * @param ttl time to live, to the millisecond; null = never expires; zero or less = not stored,
   *     and what was stored is removed
   * @throws NullPointerException if the key or the value is null
   */
  void put(K key, V value, @Nullable Duration ttl);

  /**
   * Runs the scan that otherwise runs in the background: every heap entry is shown to the demotion
   * listeners.
   *
   * @return how many entries left the heap tier for the disk tier; 0 without a disk tier
   */
  int demoteColdEntries();

  /** The fastest local tier that holds an unexpired entry for the key. Not counted as an access. */
  Optional<Tier> tierOf(K key);

  /** Where the entry is and why. Not counted as an access. */
  EntryExplanation explain(K key);

  /**
   * The keys that will be asked for from now on for so long, as far as their rhythm tells, the
   * soonest first; empty where {@code prefetch.mode} is off.
   */
  List<K> prefetchPredictions(Duration window);

  /**
   * Statistics by tier. Hits, misses and latencies are counted while statistics are enabled; what
   * the tiers hold, and what entered, left and moved, always.
   */
  EdgeCacheStatistics tierStatistics();

  /**
   * The tiers that stand aside after a fault: until a trial goes well they answer misses, and the
   * cache goes on without them.
   */
  Set<Tier> tiersAside();

  /**
   * Adds a listener of one or more of the {@code Tier…Listener} interfaces. It does not appear in
   * {@link #getConfiguration}.
   *
   * @throws IllegalArgumentException if the configuration has a filter, its listener implements
   *     none of those interfaces, or it is registered already
   */
  void registerTierListener(CacheEntryListenerConfiguration<K, V> configuration);

  /**
   * Removes a listener added by {@link #registerTierListener}; nothing happens if there is none.
   */
  void deregisterTierListener(CacheEntryListenerConfiguration<K, V> configuration);
}
