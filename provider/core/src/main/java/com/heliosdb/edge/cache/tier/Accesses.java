package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierEvent.Kind;
import com.heliosdb.edge.cache.event.TierOperations;
import com.heliosdb.edge.cache.expiry.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells the access listeners which keys are asked for, soon after it happened and on a thread of
 * its own, so that a reader does no more than leave a note. Thread-safe. Costs a reader nothing
 * while there is no such listener but the question.
 */
final class Accesses {
  private final Lookup lookup;
  private final TierEvents events;
  private final Tier lowest;
  private final TimeSource time;
  private volatile @Nullable AccessRing ring;

  Accesses(Lookup lookup, TierEvents events, Tier lowest, TimeSource time) {
    this.lookup = lookup;
    this.events = events;
    this.lowest = lowest;
    this.time = time;
  }

  /** Notes that a key was asked for, now, and found in this tier, or nowhere. */
  void note(Object key, @Nullable Tier tier) {
    if (events.wants(Kind.ACCESS)) {
      ring().offer(key, time.millis(), tier);
    }
  }

  /** The same, for a time that is known already. */
  void note(Object key, long atMillis, Tier tier) {
    if (events.wants(Kind.ACCESS)) {
      ring().offer(key, atMillis, tier);
    }
  }

  private AccessRing ring() {
    AccessRing made = ring;
    return made != null ? made : makeRing();
  }

  private synchronized AccessRing makeRing() {
    AccessRing made = ring;
    if (made == null) {
      made = new AccessRing();
      ring = made;
    }
    return made;
  }

  /** Tells the listeners what was noted. One thread at a time. */
  void tell(TierOperations<Object> operations) {
    AccessRing noted = ring;
    if (noted != null) {
      noted.drain((key, atMillis, tier) -> tell(key, atMillis, tier, operations));
    }
  }

  private void tell(
      Object key, long atMillis, @Nullable Tier tier, TierOperations<Object> operations) {
    Current current = lookup.locate(new KeyRef(key));
    events.publish(
        tier == null ? Kind.MISS : Kind.ACCESS,
        tier == null ? lowest : tier,
        key,
        current == null || current.entry == null ? 0 : current.entry.accesses(),
        Math.max(0, time.millis() - atMillis),
        current == null ? 0 : current.version,
        "",
        operations);
  }

  /** Accesses that were not told because too many came at once. */
  long dropped() {
    AccessRing noted = ring;
    return noted == null ? 0 : noted.dropped();
  }
}
