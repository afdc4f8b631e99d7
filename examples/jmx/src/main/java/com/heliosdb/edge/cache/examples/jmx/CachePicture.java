package com.heliosdb.edge.cache.examples.jmx;

import java.util.Map;

/**
 * What one cache's bean said at one time. The names are those of its attributes, the first letter
 * small, without {@code Cache} or the tier before them.
 *
 * @param manager the cache manager, as JMX spells it
 * @param name the cache
 * @param totals of the whole cache: hits, misses, puts, removals, evictions, …
 * @param tiers by name, fastest first: hits, misses, promotions, entries, bytes, …
 */
record CachePicture(
    String manager,
    String name,
    Map<String, Number> totals,
    Map<String, Map<String, Number>> tiers) {

  /** The count of this name; 0 if the bean has none. */
  static long count(Map<String, Number> values, String name) {
    return values.getOrDefault(name, 0).longValue();
  }
}
