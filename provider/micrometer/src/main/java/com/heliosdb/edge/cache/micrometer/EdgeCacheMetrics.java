package com.heliosdb.edge.cache.micrometer;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.LoadingStatistics;
import com.heliosdb.edge.cache.management.PrefetchStatistics;
import com.heliosdb.edge.cache.management.TierStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one cache: Micrometer's standard ones ({@code cache.gets}, {@code cache.puts},
 * {@code cache.evictions}, {@code cache.size}), {@code cache.removals}, and those of each of its
 * tiers, all from {@link EdgeCache#tierStatistics}, as the JMX bean shows them.
 *
 * <table>
 * <caption>The meters of a tier, with the tags {@code cache} and {@code tier}</caption>
 * <tr><th>meter<th>type<th>what
 * <tr><td>{@code cache.tier.gets}<td>counter<td>demand lookups, {@code result} = hit or miss
 * <tr><td>{@code cache.tier.puts}<td>counter<td>entries written to it
 * <tr><td>{@code cache.tier.promotions}<td>counter<td>entries copied from it to the tier above
 * <tr><td>{@code cache.tier.demotions}<td>counter<td>entries that stayed in the tier below only
 * <tr><td>{@code cache.tier.evictions}<td>counter<td>entries gone for lack of room
 * <tr><td>{@code cache.tier.expirations}<td>counter<td>entries removed because their time had come
 * <tr><td>{@code cache.tier.faults}<td>counter<td>operations that failed
 * <tr><td>{@code cache.tier.entries}<td>gauge<td>entries held now
 * <tr><td>{@code cache.tier.size}<td>gauge<td>bytes held now
 * <tr><td>{@code cache.tier.latency}<td>time gauge<td>mean time of a sampled lookup
 * <tr><td>{@code cache.prefetch.fetches}<td>counter<td>values fetched before they were asked for
 * <tr><td>{@code cache.prefetch.useful}<td>counter<td>those that answered a later lookup
 * <tr><td>{@code cache.prefetch.accuracy}<td>gauge<td>share of right predictions, 0 to 1
 * <tr><td>{@code cache.loads.stale}<td>counter<td>values served past their time
 * <tr><td>{@code cache.loads.refreshes}<td>counter<td>entries loaded anew in the background
 * <tr><td>{@code cache.loads.failures}<td>counter<td>loads that failed, {@code kind} says which
 * <tr><td>{@code cache.loads.timeouts}<td>counter<td>loads that took longer than a reader waits
 * </table>
 *
 * <p>Hits, misses, puts, removals and latency are counted only while statistics are enabled. The
 * cache is held weakly; once it is closed the counters stay where they were when they were last
 * read, and the gauges say zero, until a cache of the same name and tags is bound in its place.
 * Thread-safe.
 */
public final class EdgeCacheMetrics extends CacheMeterBinder<EdgeCache<?, ?>> {
  private static final String PREFIX = "cache.tier.";
  private static final EdgeCacheStatistics NONE =
      new EdgeCacheStatistics(
          0, 0, 0, 0, 0, 0, 0, Map.of(), null, PrefetchStatistics.NONE, LoadingStatistics.NONE);

  /** What tells the meters of one cache apart, besides the tags they have in common. */
  private static final Set<String> OWN_TAGS = Set.of("result", "tier", "kind");

  /** By their tags, those whose meters are registered. Guarded by itself. */
  private static final Map<MeterRegistry, Map<Tags, EdgeCacheMetrics>> BOUND = new WeakHashMap<>();

  // The newest snapshot; racy by design, since a scrape reads from one thread.
  private volatile EdgeCacheStatistics last = NONE;

  /**
   * Creates a binder; nothing is registered before {@link #bindTo}.
   *
   * @param cache held weakly
   * @param tags further tags for all its meters
   */
  public EdgeCacheMetrics(EdgeCache<?, ?> cache, Iterable<Tag> tags) {
    super(cache, cache.getName(), tags);
  }

  /**
   * Registers the meters of a cache.
   *
   * @param tags further tags for all its meters
   * @return the cache
   * @throws IllegalArgumentException if the cache is of another provider
   */
  public static <K, V, C extends Cache<K, V>> C monitor(
      MeterRegistry registry, C cache, Iterable<Tag> tags) {
    new EdgeCacheMetrics(cache.unwrap(EdgeCache.class), tags).bindTo(registry);
    return cache;
  }

  /**
   * Registers the meters of a cache.
   *
   * @param tags further tags for all its meters: keys and values in turn
   * @return the cache
   * @throws IllegalArgumentException if the cache is of another provider
   */
  public static <K, V, C extends Cache<K, V>> C monitor(
      MeterRegistry registry, C cache, String... tags) {
    return monitor(registry, cache, Tags.of(tags));
  }

  /** Entries in the tier that holds the most of them: tiers overlap. */
  @Override
  protected Long size() {
    Map<Tier, TierStatistics> tiers = now().tiers();
    return tiers.values().stream().mapToLong(TierStatistics::entries).max().orElse(0);
  }

  @Override
  protected long hitCount() {
    return sinceStart().hits();
  }

  @Override
  protected Long missCount() {
    return sinceStart().misses();
  }

  @Override
  protected Long evictionCount() {
    return sinceStart().evictions();
  }

  @Override
  protected long putCount() {
    return sinceStart().puts();
  }

  @Override
  protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
    EdgeCache<?, ?> cache = getCache();
    if (cache == null) {
      return;
    }
    if (takesPlaceOfClosed(registry)) {
      // Those registered up to now were found there, and read the closed cache.
      bindTo(registry);
      return;
    }
    FunctionCounter.builder("cache.removals", cache, any -> sinceStart().removals())
        .description("Entries removed by the application")
        .tags(getTagsWithCacheName())
        .register(registry);
    FunctionCounter.builder(
            "cache.prefetch.fetches", cache, any -> sinceStart().prefetch().fetches())
        .description("Values fetched before they were asked for")
        .tags(getTagsWithCacheName())
        .register(registry);
    FunctionCounter.builder("cache.prefetch.useful", cache, any -> sinceStart().prefetch().useful())
        .description("Values fetched ahead of demand that answered a later lookup")
        .tags(getTagsWithCacheName())
        .register(registry);
    Gauge.builder("cache.prefetch.accuracy", cache, any -> sinceStart().prefetch().accuracy())
        .description("Right predictions as a share of all resolved")
        .tags(getTagsWithCacheName())
        .register(registry);
    bindLoads(registry, cache);
    now().tiers().keySet().forEach(tier -> new TierMeters(registry, tier).bind(cache));
  }

  /** Removes the meters of a closed cache that had the same tags; false if there were none. */
  private boolean takesPlaceOfClosed(MeterRegistry registry) {
    Tags tags = Tags.of(getTagsWithCacheName());
    synchronized (BOUND) {
      Map<Tags, EdgeCacheMetrics> bound = BOUND.computeIfAbsent(registry, any -> new HashMap<>());
      EdgeCacheMetrics before = bound.putIfAbsent(tags, this);
      if (before == null || before == this || before.snapshot() != null) {
        return false;
      }
      bound.put(tags, this);
    }
    remove(registry, tags);
    return true;
  }

  /** The registry may have added tags to all; others' meters may have ours and more. */
  private static void remove(MeterRegistry registry, Tags tags) {
    List<Meter> candidates =
        registry.getMeters().stream()
            .filter(meter -> meter.getId().getName().startsWith("cache."))
            .filter(meter -> meter.getId().getTags().containsAll(tags.stream().toList()))
            .toList();
    candidates.stream()
        .map(EdgeCacheMetrics::commonTags)
        .min(Comparator.comparingInt(List::size))
        .ifPresent(
            common ->
                candidates.stream()
                    .filter(meter -> commonTags(meter).equals(common))
                    .forEach(registry::remove));
  }

  private static List<Tag> commonTags(Meter meter) {
    return meter.getId().getTags().stream()
        .filter(tag -> !OWN_TAGS.contains(tag.getKey()))
        .toList();
  }

  private void bindLoads(MeterRegistry registry, EdgeCache<?, ?> cache) {
    Tags tags = Tags.of(getTagsWithCacheName());
    String stale = "Values served past their time";
    loads(registry, cache, "stale", stale, tags, LoadingStatistics::staleServed);
    String refreshes = "Entries loaded anew in the background";
    loads(registry, cache, "refreshes", refreshes, tags, LoadingStatistics::refreshes);
    String failures = "Loads that failed";
    Tags demand = tags.and("kind", "demand");
    loads(registry, cache, "failures", failures, demand, LoadingStatistics::failedLoads);
    Tags refresh = tags.and("kind", "refresh");
    loads(registry, cache, "failures", failures, refresh, LoadingStatistics::failedRefreshes);
    String timeouts = "Loads that took longer than a reader waits";
    loads(registry, cache, "timeouts", timeouts, tags, LoadingStatistics::timedOutLoads);
  }

  private void loads(
      MeterRegistry registry,
      EdgeCache<?, ?> cache,
      String name,
      String description,
      Tags tags,
      ToDoubleFunction<LoadingStatistics> value) {
    FunctionCounter.builder(
            "cache.loads." + name, cache, any -> value.applyAsDouble(sinceStart().loading()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** What is held now: nothing once the cache is closed. */
  private EdgeCacheStatistics now() {
    EdgeCacheStatistics snapshot = snapshot();
    return snapshot == null ? NONE : snapshot;
  }

  /** What was counted up to now, or until the cache was closed. */
  private EdgeCacheStatistics sinceStart() {
    EdgeCacheStatistics snapshot = snapshot();
    return snapshot == null ? last : snapshot;
  }

  private @Nullable EdgeCacheStatistics snapshot() {
    EdgeCache<?, ?> cache = getCache();
    if (cache == null || cache.isClosed()) {
      return null;
    }
    try {
      EdgeCacheStatistics snapshot = cache.tierStatistics();
      last = snapshot;
      return snapshot;
    } catch (IllegalStateException closedMeanwhile) {
      return null;
    }
  }

  /**
   * Registers the meters of one tier. The meters hold this object, so it must not hold the cache.
   */
  private final class TierMeters {
    final MeterRegistry registry;
    final Tier tier;
    final Tags tags;

    TierMeters(MeterRegistry registry, Tier tier) {
      this.registry = registry;
      this.tier = tier;
      tags = Tags.concat(getTagsWithCacheName(), "tier", tier.name().toLowerCase(Locale.ROOT));
    }

    void bind(EdgeCache<?, ?> cache) {
      String gets = "Demand lookups in the tier";
      counter(cache, "gets", gets, tags.and("result", "hit"), TierStatistics::hits);
      counter(cache, "gets", gets, tags.and("result", "miss"), TierStatistics::misses);
      counter(cache, "puts", "Entries written to the tier", tags, TierStatistics::puts);
      counter(
          cache,
          "promotions",
          "Entries copied from the tier to the one above",
          tags,
          TierStatistics::promotions);
      counter(
          cache,
          "demotions",
          "Entries that left the tier and stayed in the one below",
          tags,
          TierStatistics::demotions);
      counter(
          cache,
          "evictions",
          "Entries that left the tier for lack of room and are in no lower one",
          tags,
          TierStatistics::evictions);
      counter(
          cache,
          "expirations",
          "Entries removed from the tier because their time had come",
          tags,
          TierStatistics::expirations);
      counter(
          cache,
          "faults",
          "Operations of the tier that failed and were turned into misses",
          tags,
          TierStatistics::faults);
      gauge(cache, "entries", "Entries the tier holds", null, TierStatistics::entries);
      gauge(
          cache,
          "size",
          "Bytes the tier holds, by its own reckoning",
          BaseUnits.BYTES,
          TierStatistics::bytes);
      TimeGauge.builder(
              PREFIX + "latency",
              cache,
              TimeUnit.MICROSECONDS,
              any -> of(now(), TierStatistics::meanLatencyMicros))
          .description("Mean time of a sampled lookup in the tier")
          .tags(tags)
          .register(registry);
    }

    private void counter(
        EdgeCache<?, ?> cache,
        String name,
        String description,
        Tags tags,
        ToDoubleFunction<TierStatistics> value) {
      FunctionCounter.builder(PREFIX + name, cache, any -> of(sinceStart(), value))
          .description(description)
          .tags(tags)
          .register(registry);
    }

    private void gauge(
        EdgeCache<?, ?> cache,
        String name,
        String description,
        @Nullable String unit,
        ToDoubleFunction<TierStatistics> value) {
      Gauge.builder(PREFIX + name, cache, any -> of(now(), value))
          .description(description)
          .baseUnit(unit)
          .tags(tags)
          .register(registry);
    }

    private double of(EdgeCacheStatistics all, ToDoubleFunction<TierStatistics> value) {
      TierStatistics ours = all.tiers().get(tier);
      return ours == null ? 0 : value.applyAsDouble(ours);
    }
  }
}
