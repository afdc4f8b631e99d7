package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.event.TierAccessListener;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierEvent.Kind;
import com.heliosdb.edge.cache.event.TierMoveListener;
import com.heliosdb.edge.cache.event.TierPressureListener;
import com.heliosdb.edge.cache.event.TierReadListener;
import com.heliosdb.edge.cache.event.TierScanListener;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener of the tiers. Hears the kinds whose interfaces it implements. Thread-safe as far as
 * the listener is; what it throws goes no further than a log and a counter.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class TierListener<K, V> {
  private static final Logger log = LoggerFactory.getLogger(TierListener.class);

  private final CacheEntryListenerConfiguration<K, V> configuration;
  private final CacheEntryListener<K, V> listener;
  private final LongAdder allFaults;
  private final FaultLog faults;

  /**
   * Creates the listener by its factory.
   *
   * @param allFaults counts what it throws, too
   * @throws IllegalArgumentException if there is a filter, or the factory makes no tier listener
   */
  // A listener to a supertype may be given events of K and V: it only reads them.
  @SuppressWarnings("unchecked")
  TierListener(CacheEntryListenerConfiguration<K, V> configuration, LongAdder allFaults) {
    if (configuration.getCacheEntryEventFilterFactory() != null) {
      throw new IllegalArgumentException(
          "A tier listener cannot have a filter: decide in the listener");
    }
    this.configuration = configuration;
    this.allFaults = allFaults;
    listener = (CacheEntryListener<K, V>) Listeners.create(configuration);
    if (!isOne(listener)) {
      throw new IllegalArgumentException(
          listener.getClass().getName()
              + " is no tier listener: implement TierReadListener, TierPressureListener,"
              + " TierScanListener, TierMoveListener or TierAccessListener, or register it by"
              + " registerCacheEntryListener");
    }
    faults = new FaultLog(log, "Tier listener " + listener.getClass().getName());
  }

  /** Whether this listener hears anything of the tiers. */
  static boolean isOne(CacheEntryListener<?, ?> listener) {
    return !kindsOf(listener).isEmpty();
  }

  private static Set<Kind> kindsOf(CacheEntryListener<?, ?> listener) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    if (listener instanceof TierReadListener) {
      kinds.add(Kind.READ);
    }
    if (listener instanceof TierPressureListener) {
      kinds.add(Kind.PRESSURE);
    }
    if (listener instanceof TierScanListener) {
      kinds.add(Kind.SCAN);
    }
    if (listener instanceof TierMoveListener) {
      kinds.add(Kind.MOVED);
    }
    if (listener instanceof TierAccessListener) {
      kinds.add(Kind.ACCESS);
      kinds.add(Kind.MISS);
    }
    return kinds;
  }

  /** What it was created from. */
  CacheEntryListenerConfiguration<K, V> configuration() {
    return configuration;
  }

  /** The kinds it hears. */
  Set<Kind> heard() {
    return kindsOf(listener);
  }

  /** Tells the listener of an event of a kind it hears. */
  void tell(TierEvent<K, V> event) {
    try {
      switch (event.kind()) {
        case READ -> ((TierReadListener<K, V>) listener).onRead(event);
        case PRESSURE -> ((TierPressureListener<K, V>) listener).onPressure(event);
        case SCAN -> ((TierScanListener<K, V>) listener).onScan(event);
        case MOVED -> ((TierMoveListener<K, V>) listener).onMove(event);
        case ACCESS, MISS -> ((TierAccessListener<K, V>) listener).onAccess(event);
      }
      faults.succeeded();
    } catch (Throwable e) {
      allFaults.increment();
      faults.failed(e);
    }
  }

  /** Closes the listener if it can be closed. */
  void close() {
    Listeners.close(listener);
  }
}
