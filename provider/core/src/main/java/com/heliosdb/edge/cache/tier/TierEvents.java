package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.event.TierEvent;
import com.heliosdb.edge.cache.event.TierOperations;

/**
 * Who is told what happens in the tiers. Listeners are called on the publishing thread, outside
 * locks.
 */
public interface TierEvents {
  /** Whether anybody listens to events of this kind. */
  boolean wants(TierEvent.Kind kind);

  /**
   * Tells the listeners; what they throw is logged and counted, never thrown on.
   *
   * @param accesses reads in this tier, saturating
   * @param idleMillis time since the last access, in milliseconds
   * @param clock the version's clock
   * @param reason why an entry moved; otherwise empty
   */
  void publish(
      TierEvent.Kind kind,
      Tier tier,
      Object key,
      int accesses,
      long idleMillis,
      long clock,
      String reason,
      TierOperations<Object> operations);
}
