package com.heliosdb.edge.cache.tiering;

import com.heliosdb.edge.cache.config.PrefetchSettings;
import com.heliosdb.edge.cache.event.EntryLife;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierAccessListener;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierOperations;
import com.heliosdb.edge.cache.policy.Prefetcher;
import com.heliosdb.edge.cache.policy.Prefetcher.Life;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns the rhythm in which keys are asked for, and fetches them before they are asked for again.
 * Thread-safe. A fetch that fails is counted and goes no further; few are under way at a time.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class PrefetchListener<K, V> implements TierAccessListener<K, V> {
  /** The time between two looks at what is due. */
  public static final Duration TICK = Duration.ofMillis(250);

  private static final Logger LOG = LoggerFactory.getLogger(PrefetchListener.class);
  private static final int MOST_UNDER_WAY = 16;

  private final Prefetcher<K> prefetcher;
  private final LongSupplier millis;
  private final AtomicInteger underWay = new AtomicInteger();
  // Racy by design: at worst a change of state is logged twice.
  private boolean failing;

  /**
   * A listener that knows no key.
   *
   * @param millis the clock, in milliseconds since the epoch
   */
  public PrefetchListener(PrefetchSettings settings, LongSupplier millis) {
    prefetcher = new Prefetcher<>(settings);
    this.millis = millis;
  }

  /** What registers this very listener. */
  public CacheEntryListenerConfiguration<K, V> configuration() {
    return new MutableCacheEntryListenerConfiguration<>(new Self<>(this), null, false, false);
  }

  @Override
  public void onAccess(TierEvent<K, V> event) {
    prefetcher.accessed(
        event.key(),
        millis.getAsLong() - event.idle().toMillis(),
        event.kind() == TierEvent.Kind.ACCESS && event.tier() != Tier.REGION);
  }

  /** Fetches what is due. To be called once a {@link #TICK}, by one thread at a time. */
  public void tick(TierOperations<K> operations) {
    for (K key : prefetcher.tick(millis.getAsLong(), key -> life(operations, key))) {
      if (underWay.get() >= MOST_UNDER_WAY) {
        prefetcher.skipped(key);
      } else {
        fetch(operations, key);
      }
    }
  }

  private static <K> @Nullable Life life(TierOperations<K> operations, K key) {
    EntryLife life = operations.life(key).orElse(null);
    return life == null ? null : new Life(life.createdMillis(), life.expiresMillis());
  }

  private void fetch(TierOperations<K> operations, K key) {
    underWay.incrementAndGet();
    try {
      operations.prefetch(key).whenComplete((fetched, failure) -> ended(key, fetched, failure));
    } catch (RuntimeException e) {
      // No thread is left to do it.
      ended(key, null, e);
    }
  }

  private void ended(K key, @Nullable Boolean fetched, @Nullable Throwable failure) {
    underWay.decrementAndGet();
    if (failure != null) {
      prefetcher.failed(key, millis.getAsLong());
    } else {
      prefetcher.succeeded();
      if (!Boolean.TRUE.equals(fetched)) {
        prefetcher.skipped(key);
      }
    }
    boolean fails = failure != null;
    if (fails && !failing) {
      LOG.warn(
          "A value could not be fetched ahead of demand; this is counted and not logged again until"
              + " one could",
          failure instanceof CompletionException ? failure.getCause() : failure);
    }
    failing = fails;
  }

  /** The keys expected from now on for so long, the soonest first. */
  public List<K> predictions(Duration window) {
    return prefetcher.predictions(millis.getAsLong(), window.toMillis());
  }

  /** What was done so far. */
  public Prefetcher.Counts counts() {
    return prefetcher.counts();
  }

  private record Self<K, V>(PrefetchListener<K, V> listener)
      implements Factory<CacheEntryListener<? super K, ? super V>> {
    @Override
    public CacheEntryListener<? super K, ? super V> create() {
      return listener;
    }
  }
}
