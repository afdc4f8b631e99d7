package com.heliosdb.edge.cache.policy;

import com.heliosdb.edge.cache.config.PrefetchSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Learns when keys are asked for, and says which to fetch before they are asked for again. Bounded:
 * of more keys than the table holds, those asked for last are known. Thread-safe; knows no clock.
 *
 * @param <K> the type of keys
 */
public final class Prefetcher<K> {
  /** What is held now. Asked under the prefetcher's lock; quick. */
  @FunctionalInterface
  public interface Residents<K> {
    /** The life of the key's entry in the local tiers; null if they hold none. */
    @Nullable Life of(K key);
  }

  /**
   * How long an entry lives.
   *
   * @param createdMillis when it was written
   * @param expiresMillis when it expires; {@link Long#MAX_VALUE} = never
   */
  public record Life(long createdMillis, long expiresMillis) {
    long ttlMillis() {
      return expiresMillis == Long.MAX_VALUE ? Long.MAX_VALUE : expiresMillis - createdMillis;
    }
  }

  /**
   * What was done since the start.
   *
   * @param accesses that were noted
   * @param misses accesses to known keys that no local tier answered
   * @param fetches values fetched ahead of demand
   * @param useful those that answered a later access
   * @param failed those whose fetching failed
   * @param rightPredictions predictions after which the key was asked for in time
   * @param wrongPredictions those after which it was not
   * @param keys known now
   * @param stopped whether it fetches nothing now because too little of it was useful
   */
  public record Counts(
      long accesses,
      long misses,
      long fetches,
      long useful,
      long failed,
      long rightPredictions,
      long wrongPredictions,
      int keys,
      boolean stopped) {}

  /** When to fetch what. Called under the prefetcher's lock. */
  interface Trigger<K> {
    /** An access was noted; the pattern does not know it yet. */
    void beforeAccess(KeyHistory<K> history, long nowMillis, boolean hit);

    /** The same, when the pattern knows it. */
    void afterAccess(KeyHistory<K> history, long nowMillis);

    /**
     * Adds what is to be fetched now.
     *
     * @param paused nothing of it will be fetched
     */
    void tick(long nowMillis, Residents<K> residents, boolean paused, Set<KeyHistory<K>> toFetch);

    /** What was added was not fetched. */
    void skipped();

    /** How many keys are queued to be looked at. */
    int queued();

    /** Whether it fetches nothing now because too little of it was useful. */
    boolean stopped();
  }

  private static final long FIRST_PAUSE_MILLIS = 1_000;
  // Up to about four minutes.
  private static final int MOST_DOUBLINGS = 8;

  private final ReentrantLock lock = new ReentrantLock();
  private final Trigger<K> trigger;
  // All guarded by the lock.
  private final Table<K> table;
  private long accesses;
  private long misses;
  private long fetches;
  private long useful;
  private long failed;
  private long rightPredictions;
  private long wrongPredictions;
  private int failedInARow;
  private long pausedUntilMillis = Long.MIN_VALUE;

  /** A prefetcher that knows no key. */
  public Prefetcher(PrefetchSettings settings) {
    table = new Table<>(settings.maxKeys());
    trigger =
        switch (settings.mode()) {
          case OFF -> new NoTrigger<>();
          case WINDOW -> new WindowTrigger<>(this, settings);
          case CALIBRATED -> new CalibratedTrigger<>(this, settings);
        };
  }

  /** The keys by their last access. */
  private static final class Table<K> extends LinkedHashMap<K, KeyHistory<K>> {
    private static final long serialVersionUID = 1L;
    private final int most;

    Table(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, KeyHistory<K>> eldest) {
      boolean full = size() > most;
      if (full) {
        eldest.getValue().forgotten = true;
      }
      return full;
    }
  }

  /**
   * Notes that the key was asked for.
   *
   * @param hit whether a local tier had it
   */
  public void accessed(K key, long nowMillis, boolean hit) {
    lock.lock();
    try {
      accesses++;
      KeyHistory<K> history = table.get(key);
      if (history == null) {
        history = new KeyHistory<>(key, nowMillis);
        table.put(key, history);
        return;
      }
      misses += hit ? 0 : 1;
      useful += hit && history.fetched ? 1 : 0;
      trigger.beforeAccess(history, nowMillis, hit);
      if (history.isOpen()) {
        resolve(history, nowMillis >= history.openFrom && nowMillis <= history.openUntil);
      }
      history.fetched = false;
      history.pattern.access(nowMillis);
      trigger.afterAccess(history, nowMillis);
    } finally {
      lock.unlock();
    }
  }

  /** The open decision proved right or wrong. */
  void resolve(KeyHistory<K> history, boolean right) {
    if (history.openFetch && right) {
      rightPredictions++;
    } else if (history.openFetch) {
      wrongPredictions++;
    }
    history.close();
  }

  /**
   * What is to be fetched now, each key once. To be called often: nothing is fetched between.
   *
   * @param residents tells what is held
   */
  public List<K> tick(long nowMillis, Residents<K> residents) {
    lock.lock();
    try {
      Set<KeyHistory<K>> toFetch = new LinkedHashSet<>();
      boolean paused = nowMillis < pausedUntilMillis;
      trigger.tick(nowMillis, residents, paused, toFetch);
      if (paused) {
        return List.of();
      }
      List<K> keys = new ArrayList<>(toFetch.size());
      for (KeyHistory<K> history : toFetch) {
        history.fetched = true;
        keys.add(history.key);
      }
      fetches += keys.size();
      return keys;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that a key could not be fetched: nothing is fetched for a while, longer each time. */
  public void failed(K key, long nowMillis) {
    lock.lock();
    try {
      failed++;
      pausedUntilMillis = nowMillis + (FIRST_PAUSE_MILLIS << failedInARow);
      failedInARow = Math.min(failedInARow + 1, MOST_DOUBLINGS);
      KeyHistory<K> history = table.get(key);
      if (history != null) {
        history.fetched = false;
        history.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes that a key was not fetched after all: there was no need, nothing to fetch, or too much to
   * do.
   */
  public void skipped(K key) {
    lock.lock();
    try {
      fetches--;
      trigger.skipped();
      KeyHistory<K> history = table.get(key);
      if (history != null) {
        history.fetched = false;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Notes that fetching works. */
  public void succeeded() {
    lock.lock();
    try {
      failedInARow = 0;
    } finally {
      lock.unlock();
    }
  }

  /** The keys expected from now on for so long, the soonest first. */
  public List<K> predictions(long nowMillis, long windowMillis) {
    lock.lock();
    try {
      return table.values().stream()
          .filter(h -> h.pattern.predicts())
          .filter(h -> h.pattern.nextMillis() >= nowMillis)
          .filter(h -> h.pattern.nextMillis() - nowMillis <= windowMillis)
          .sorted(Comparator.comparingLong(h -> h.pattern.nextMillis()))
          .map(h -> h.key)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** What was done since the start. */
  public Counts counts() {
    lock.lock();
    try {
      return new Counts(
          accesses,
          misses,
          fetches,
          useful,
          failed,
          rightPredictions,
          wrongPredictions,
          table.size(),
          trigger.stopped());
    } finally {
      lock.unlock();
    }
  }

  /** How many keys are queued to be looked at. */
  int queued() {
    lock.lock();
    try {
      return trigger.queued();
    } finally {
      lock.unlock();
    }
  }

  Iterable<KeyHistory<K>> histories() {
    return table.values();
  }

  /** Learns and predicts, and fetches nothing. */
  private static final class NoTrigger<K> implements Trigger<K> {
    @Override
    public void beforeAccess(KeyHistory<K> history, long nowMillis, boolean hit) {}

    @Override
    public void afterAccess(KeyHistory<K> history, long nowMillis) {}

    @Override
    public void tick(
        long nowMillis, Residents<K> residents, boolean paused, Set<KeyHistory<K>> toFetch) {}

    @Override
    public void skipped() {}

    @Override
    public int queued() {
      return 0;
    }

    @Override
    public boolean stopped() {
      return false;
    }
  }
}
