package com.heliosdb.edge.cache.testing;

import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStore.Outcome;
import com.heliosdb.edge.cache.spi.RegionStore.Subscriber;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * A region in memory, from which any number of nodes open stores: linearizable, loses nothing,
 * knows no capacity. Thread-safe.
 */
public final class InMemoryRegion {
  private final LongSupplier millis;
  private final Executor executor;
  private final boolean broadcasts;
  private final Map<String, Space> spaces = new ConcurrentHashMap<>();

  /** A region that broadcasts and whose operations are done before they return. */
  public InMemoryRegion(LongSupplier millis) {
    this(millis, Runnable::run, true);
  }

  /**
   * Creates an empty region.
   *
   * @param millis its clock, in milliseconds since the epoch
   * @param executor does the operations and delivers the messages
   * @param broadcasts whether messages reach subscribers
   */
  public InMemoryRegion(LongSupplier millis, Executor executor, boolean broadcasts) {
    this.millis = millis;
    this.executor = executor;
    this.broadcasts = broadcasts;
  }

  /** The store of one cache, as one more node opens it. */
  public RegionStore open(String cache) {
    return new InMemoryRegionStore(space(cache), executor, broadcasts);
  }

  /** Puts any bytes in place of a record, as damage does. */
  public void overwrite(String cache, long generation, RegionKey key, byte[] bytes) {
    space(cache).overwrite(generation, key, bytes);
  }

  /** Loses a record, as an eviction does. */
  public void lose(String cache, long generation, RegionKey key) {
    space(cache).lose(generation, key);
  }

  /** The records held for a cache in a generation, in force or not. */
  public int size(String cache, long generation) {
    return space(cache).size(generation);
  }

  private Space space(String cache) {
    return spaces.computeIfAbsent(cache, name -> new Space());
  }

  /** What the region holds of one cache. Thread-safe. */
  final class Space {
    // The following are guarded by this.
    private final Map<Long, Map<RegionKey, byte[]>> records = new HashMap<>();
    private final Queue<byte[]> messages = new ArrayDeque<>();
    private long generation;
    private boolean delivering;

    private final Set<Subscriber> subscribers = new CopyOnWriteArraySet<>();

    synchronized long generation() {
      return generation;
    }

    synchronized long startGeneration(long started) {
      if (started > generation) {
        generation = started;
        // That of the new one as well: what was written before it began belongs to none.
        records.clear();
      }
      return generation;
    }

    synchronized RegionRecord get(long wanted, RegionKey key) {
      return wanted == generation ? readable(records(wanted).get(key)) : null;
    }

    synchronized Outcome putIfNewer(long wanted, RegionKey key, RegionRecord record) {
      if (wanted != generation) {
        return Outcome.REJECTED;
      }
      RegionRecord held = readable(records(wanted).get(key));
      if (held != null && !record.isNewerThan(held)) {
        return held.version().equals(record.version()) ? Outcome.STORED : Outcome.REJECTED;
      }
      records(wanted).put(key, record.toBytes());
      return Outcome.STORED;
    }

    private RegionRecord readable(byte[] bytes) {
      RegionRecord record = RegionRecord.parse(bytes);
      return record == null || record.expiredAt(millis.getAsLong()) ? null : record;
    }

    private Map<RegionKey, byte[]> records(long of) {
      return records.computeIfAbsent(of, x -> new HashMap<>());
    }

    synchronized void overwrite(long of, RegionKey key, byte[] bytes) {
      records(of).put(key, bytes.clone());
    }

    synchronized void lose(long of, RegionKey key) {
      records(of).remove(key);
    }

    synchronized int size(long of) {
      return records(of).size();
    }

    void subscribe(Subscriber subscriber) {
      subscribers.add(subscriber);
      executor.execute(subscriber::interrupted);
    }

    void unsubscribe(Subscriber subscriber) {
      subscribers.remove(subscriber);
    }

    void publish(byte[] message) {
      synchronized (this) {
        messages.add(message.clone());
        if (delivering) {
          return;
        }
        delivering = true;
      }
      executor.execute(this::deliver);
    }

    /** One thread at a time, so that every subscriber hears all messages in one order. */
    private void deliver() {
      for (byte[] next = next(); next != null; next = next()) {
        for (Subscriber subscriber : subscribers) {
          subscriber.received(next.clone());
        }
      }
    }

    private synchronized byte[] next() {
      byte[] next = messages.poll();
      delivering = next != null;
      return next;
    }
  }
}
