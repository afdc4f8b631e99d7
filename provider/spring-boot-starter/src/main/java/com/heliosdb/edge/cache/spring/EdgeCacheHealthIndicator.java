package com.heliosdb.edge.cache.spring;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.event.Tier;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Which tiers of which cache are in use. With one aside the status is {@code DEGRADED}: the cache
 * goes on without it and the application still serves, so Boot's aggregate stays as it is unless
 * {@code management.endpoint.health.status.order} ranks this status. Thread-safe.
 */
final class EdgeCacheHealthIndicator extends AbstractHealthIndicator {
  private static final Status DEGRADED =
      new Status("DEGRADED", "A tier stands aside after a fault and comes back by itself");

  private final EdgeCaches caches;

  EdgeCacheHealthIndicator(EdgeCaches caches) {
    super("The tiers of the caches cannot be looked at");
    this.caches = caches;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    builder.up();
    caches.all().forEach((name, cache) -> add(builder, name, cache));
  }

  private static void add(Health.Builder builder, String name, EdgeCache<?, ?> cache) {
    Set<Tier> aside = cache.tiersAside();
    if (!aside.isEmpty()) {
      builder.status(DEGRADED);
    }
    Map<String, String> tiers = new TreeMap<>();
    for (Tier tier : cache.tierStatistics().tiers().keySet()) {
      tiers.put(Names.of(tier), aside.contains(tier) ? "aside" : "in use");
    }
    builder.withDetail(name, tiers);
  }
}
