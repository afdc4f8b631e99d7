package com.heliosdb.edge.cache.cdi;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import javax.cache.Cache;

/**
 * Of the threads that miss one key at a time, one invokes the method and the others wait for it.
 * Thread-safe.
 *
 * <p>No thread waits for itself, nor for one that waits for it: before it waits it says so, and
 * then follows leaders and what they wait for; of threads that would close a cycle, the last to say
 * so sees all of it. Who must not wait invokes the method itself.
 */
final class SingleFlight {
  /** There is one: a cycle may go through several containers. */
  static final SingleFlight OF_JVM = new SingleFlight();

  private static final int STRIPES = 256;

  private final ConcurrentHashMap<Id, Flight> flights = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Thread, Flight> awaited = new ConcurrentHashMap<>();
  private final AtomicLongArray landings = new AtomicLongArray(STRIPES);

  /**
   * A key of a cache. Its hash code stays: the method may write to what the key is made of, and the
   * flight has to be found again.
   */
  record Id(Cache<Object, Object> cache, Object key, int hash) {
    Id(Cache<Object, Object> cache, Object key) {
      this(cache, key, 31 * cache.hashCode() + key.hashCode());
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /**
   * A count that has moved if a flight for this key landed meanwhile: who counted, missed and then
   * leads has to look into the cache again only if it has.
   */
  long landings(Object key) {
    return landings.get(stripe(key));
  }

  private static int stripe(Object key) {
    int hash = key.hashCode();
    return (hash ^ hash >>> 16) & (STRIPES - 1);
  }

  /** The flight for this key: the given one if there was none, which its thread then leads. */
  Flight join(Id id, Flight own) {
    Flight other = flights.putIfAbsent(id, own);
    return other == null ? own : other;
  }

  /** Ends a flight, and wakes its followers. Its result is in the cache by now. */
  void land(Id id, Flight own) {
    landings.incrementAndGet(stripe(id.key()));
    flights.remove(id, own);
    own.land();
  }

  /**
   * Waits for a flight of another thread.
   *
   * @return false if the caller must not wait, was interrupted or has waited long enough
   */
  boolean await(Flight flight, Duration atMost) {
    Thread me = Thread.currentThread();
    awaited.put(me, flight);
    try {
      return !closesCycle(flight, me) && flight.await(atMost);
    } catch (InterruptedException e) {
      me.interrupt();
      return false;
    } finally {
      awaited.remove(me);
    }
  }

  private boolean closesCycle(Flight first, Thread me) {
    // As many steps as threads wait: others may close a cycle that does not come back here.
    int steps = awaited.size();
    Flight flight = first;
    while (flight != null && steps-- >= 0) {
      if (flight.leader() == me) {
        return true;
      }
      flight = awaited.get(flight.leader());
    }
    return false;
  }

  /**
   * Called before a key is changed: what is being obtained for it now must not be stored, and
   * nobody else waits for it. A leader that changes its own key stores its result all the same.
   */
  void outdate(Cache<Object, Object> cache, Object key) {
    Id id = new Id(cache, key);
    Flight flight = flights.get(id);
    if (flight != null) {
      outdate(id, flight);
    }
  }

  /** As {@link #outdate(Cache, Object)}, for all keys of a cache. */
  void outdateAll(Cache<Object, Object> cache) {
    flights.forEach(
        (id, flight) -> {
          if (id.cache().equals(cache)) {
            outdate(id, flight);
          }
        });
  }

  private void outdate(Id id, Flight flight) {
    if (flight.leader() != Thread.currentThread()) {
      flight.outdate();
      flights.remove(id, flight);
    }
  }
}
