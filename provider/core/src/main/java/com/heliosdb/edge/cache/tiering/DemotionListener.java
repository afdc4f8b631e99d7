package com.heliosdb.edge.cache.tiering;

import com.heliosdb.edge.cache.config.TieringSettings;
import com.heliosdb.edge.cache.config.TieringSettings.Policy;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierPressureListener;
import com.heliosdb.edge.cache.event.TierScanListener;
import java.time.Duration;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryListener;

/**
 * Takes entries off the heap and leaves them on disk: the candidate of a full heap; what nobody has
 * read for long; and, by the threshold policy, what the scan meets again with few accesses left.
 * Immutable.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class DemotionListener<K, V>
    implements TierPressureListener<K, V>, TierScanListener<K, V> {
  private final Duration idle;
  private final int minAccesses;
  private final Duration scanInterval;

  private DemotionListener(Duration idle, int minAccesses, Duration scanInterval) {
    this.idle = idle;
    this.minAccesses = minAccesses;
    this.scanInterval = scanInterval;
  }

  /** The listener for these settings; equal for equal ones. */
  public static <K, V> CacheEntryListenerConfiguration<K, V> configuration(
      TieringSettings settings) {
    return new MutableCacheEntryListenerConfiguration<>(
        new Maker<>(
            settings.demotionIdle(),
            settings.policy() == Policy.ADAPTIVE ? 0 : settings.demotionMinAccesses(),
            settings.scanInterval()),
        null,
        false,
        true);
  }

  @Override
  public void onPressure(TierEvent<K, V> event) {
    event.operations().demote(event.key());
  }

  @Override
  public void onScan(TierEvent<K, V> event) {
    if (event.tier() == Tier.HEAP && (isIdle(event) || isSeldomRead(event))) {
      event.operations().demote(event.key());
    }
  }

  private boolean isIdle(TierEvent<K, V> event) {
    return event.idle().compareTo(idle) >= 0;
  }

  /** An entry younger than a scan interval has had no chance yet. */
  private boolean isSeldomRead(TierEvent<K, V> event) {
    return event.accesses() < minAccesses && event.idle().compareTo(scanInterval) >= 0;
  }

  private record Maker<K, V>(Duration idle, int minAccesses, Duration scanInterval)
      implements Factory<CacheEntryListener<? super K, ? super V>> {
    @Override
    public CacheEntryListener<? super K, ? super V> create() {
      return new DemotionListener<K, V>(idle, minAccesses, scanInterval);
    }
  }
}
