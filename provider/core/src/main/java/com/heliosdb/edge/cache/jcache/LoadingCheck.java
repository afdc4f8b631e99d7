package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.config.CacheSettings;
import com.heliosdb.edge.cache.config.InvalidSettingException;
import com.heliosdb.edge.cache.config.LoadingSettings;
import com.heliosdb.edge.cache.expiry.ExpiryRules;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the settings of loading can mean something for a cache. Stateless. */
final class LoadingCheck {
  private static final Logger log = LoggerFactory.getLogger(LoadingCheck.class);

  private LoadingCheck() {}

  /**
   * Refuses what was set for this very cache and cannot act; defaults of the manager are without
   * effect then.
   *
   * @throws InvalidSettingException if the cache does not read through
   */
  static void check(CacheSettings settings, boolean readsThrough, ExpiryRules expiry) {
    LoadingSettings loading = settings.loading();
    if (loading.own().isEmpty()) {
      return;
    }
    if (!readsThrough) {
      throw new InvalidSettingException(
          "%s was set for cache '%s', but it does not read through a CacheLoader: the settings of loading are for caches that do; set a CacheLoader factory and setReadThrough(true), or switch it off for this cache"
              .formatted(String.join(" and ", loading.own()), settings.cacheName()));
    }
    long life = expiry.longestLife();
    long refreshAfter = loading.refreshAfter().map(Duration::toMillis).orElse(0L);
    if (life != ExpiryRules.NEVER && refreshAfter >= life) {
      // No error: an entry that is put with a time to live of its own may live longer.
      log.warn(
          "loading.refresh-after of cache '{}' is {} ms, but its expiry policy lets no entry live"
              + " longer than {} ms: nothing is refreshed but what is put with a longer time to live;"
              + " choose less than the time to live",
          settings.cacheName(),
          refreshAfter,
          life);
    }
  }
}
