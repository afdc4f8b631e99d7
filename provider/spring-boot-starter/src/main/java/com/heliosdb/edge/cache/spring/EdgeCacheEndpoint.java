package com.heliosdb.edge.cache.spring;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EntryExplanation;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.TierStatistics;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Actuator endpoint {@code edgecache}: {@code GET} shows all caches with their tiers, {@code GET
 * …/{cache}} one of them, {@code GET …/{cache}?key=…} also where the entry of a key is and why, and
 * {@code POST …/{cache}} demotes its cold entries. The numbers are those of {@link
 * EdgeCache#tierStatistics}. Thread-safe.
 */
@Endpoint(id = "edgecache")
public final class EdgeCacheEndpoint {
  private final EdgeCaches caches;

  EdgeCacheEndpoint(EdgeCaches caches) {
    this.caches = caches;
  }

  /** All caches. */
  @ReadOperation
  public CachesDescriptor caches() {
    Map<String, CacheDescriptor> all = new TreeMap<>();
    caches.all().forEach((name, cache) -> all.put(name, describe(cache, null)));
    return new CachesDescriptor(all);
  }

  /**
   * One cache; null if it does not exist.
   *
   * @param key the key of an entry to explain, as text; null = none
   * @throws InvalidEndpointRequestException if the text is no key of this cache
   */
  @ReadOperation
  public @Nullable CacheDescriptor cache(@Selector String cache, @Nullable String key) {
    EdgeCache<Object, Object> found = caches.find(cache).orElse(null);
    return found == null ? null : describe(found, key == null ? null : explain(found, key));
  }

  /** Runs the demotion scan of one cache; null if it does not exist. */
  @WriteOperation
  public @Nullable DemotionDescriptor demote(@Selector String cache) {
    EdgeCache<Object, Object> found = caches.find(cache).orElse(null);
    return found == null ? null : new DemotionDescriptor(found.demoteColdEntries());
  }

  private static EntryDescriptor explain(EdgeCache<Object, Object> cache, String text) {
    Object key;
    try {
      key = new KeyText(cache).parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidEndpointRequestException(String.valueOf(e.getMessage()), "no such key", e);
    }
    EntryExplanation explanation = cache.explain(key);
    boolean held = explanation.tier().isPresent();
    return new EntryDescriptor(
        key.toString(),
        key.getClass().getName(),
        explanation.tier().map(Names::of).orElse(null),
        explanation.accesses(),
        held ? explanation.age().toMillis() : null,
        explanation.timeToExpiry().map(Duration::toMillis).orElse(null),
        explanation.lastMove());
  }

  private static CacheDescriptor describe(EdgeCache<?, ?> cache, @Nullable EntryDescriptor entry) {
    EdgeCacheStatistics statistics = cache.tierStatistics();
    Set<Tier> aside = cache.tiersAside();
    Map<String, TierDescriptor> tiers = new TreeMap<>();
    statistics
        .tiers()
        .forEach((tier, of) -> tiers.put(Names.of(tier), describe(of, aside.contains(tier))));
    return new CacheDescriptor(
        statistics.hits(),
        statistics.misses(),
        statistics.hitRate(),
        statistics.puts(),
        statistics.removals(),
        statistics.evictions(),
        statistics.meanLatencyMicros(),
        tiers,
        entry);
  }

  private static TierDescriptor describe(TierStatistics tier, boolean aside) {
    return new TierDescriptor(
        aside,
        tier.hits(),
        tier.misses(),
        tier.hitRate(),
        tier.puts(),
        tier.promotions(),
        tier.demotions(),
        tier.evictions(),
        tier.expirations(),
        tier.faults(),
        tier.entries(),
        tier.bytes(),
        tier.capacityBytes(),
        tier.meanLatencyMicros());
  }

  /** All caches by name. */
  public record CachesDescriptor(Map<String, CacheDescriptor> caches)
      implements OperationResponseBody {}

  /** One cache; the tiers by name. */
  public record CacheDescriptor(
      long hits,
      long misses,
      double hitRate,
      long puts,
      long removals,
      long evictions,
      double meanLatencyMicros,
      Map<String, TierDescriptor> tiers,
      @Nullable EntryDescriptor entry)
      implements OperationResponseBody {}

  /** One tier; {@code aside} if it is not used now because of a fault. */
  public record TierDescriptor(
      boolean aside,
      long hits,
      long misses,
      double hitRate,
      long puts,
      long promotions,
      long demotions,
      long evictions,
      long expirations,
      long faults,
      long entries,
      long bytes,
      long capacityBytes,
      double meanLatencyMicros) {}

  /** Where an entry is and why; no tier if it is in none. */
  public record EntryDescriptor(
      String key,
      String keyType,
      @Nullable String tier,
      int accesses,
      @Nullable Long ageMillis,
      @Nullable Long timeToExpiryMillis,
      String lastMove) {}

  /** How many entries left the heap tier. */
  public record DemotionDescriptor(int demoted) implements OperationResponseBody {}
}
