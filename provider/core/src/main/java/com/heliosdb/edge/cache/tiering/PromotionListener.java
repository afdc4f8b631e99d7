package com.heliosdb.edge.cache.tiering;

import com.heliosdb.edge.cache.config.TieringSettings;
import com.heliosdb.edge.cache.config.TieringSettings.Policy;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierReadListener;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryListener;

/**
 * Copies an entry to the heap once it has been read often enough on disk; where the heap learns
 * what its entries are worth, at every read, since the heap takes it only if it is worth more than
 * what would leave. Immutable.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class PromotionListener<K, V> implements TierReadListener<K, V> {
  private final int threshold;

  private PromotionListener(int threshold) {
    this.threshold = threshold;
  }

  /** The listener for these settings; equal for equal ones. */
  public static <K, V> CacheEntryListenerConfiguration<K, V> configuration(
      TieringSettings settings) {
    return new MutableCacheEntryListenerConfiguration<>(
        new Maker<>(settings.policy() == Policy.ADAPTIVE ? 1 : settings.promotionThreshold()),
        null,
        false,
        true);
  }

  @Override
  public void onRead(TierEvent<K, V> event) {
    if (event.tier() == Tier.DISK && event.accesses() >= threshold) {
      event.operations().promote(event.key());
    }
  }

  private record Maker<K, V>(int threshold)
      implements Factory<CacheEntryListener<? super K, ? super V>> {
    @Override
    public CacheEntryListener<? super K, ? super V> create() {
      return new PromotionListener<K, V>(threshold);
    }
  }
}
