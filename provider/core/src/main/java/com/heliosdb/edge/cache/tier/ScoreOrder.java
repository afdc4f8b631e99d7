package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.policy.Scores;
import com.heliosdb.edge.cache.policy.TierPolicy;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is worth least leaves first. The newest entries, one in a hundred, form a window: they are
 * not compared with others yet. The window is guarded by its own lock, held for set operations
 * only, and holds nobody who has left the heap.
 */
final class ScoreOrder implements HeapOrder {
  private static final int WINDOW_ONE_IN = 100;
  private static final long TICKS = 0xFFFF_FFFFL;

  private final TierPolicy policy;
  private final Scores scores;
  // The oldest first.
  private final Set<ScoredEntry> window = new LinkedHashSet<>();
  // Racy by design: as of the last arrival.
  private long capacity = 1;

  ScoreOrder(TierPolicy policy) {
    this.policy = policy;
    scores = policy.heap();
  }

  @Override
  public HeapEntry entry(
      Object key,
      int spread,
      Object stored,
      long version,
      long deadline,
      boolean fixedTtl,
      int weight,
      boolean onDisk,
      int promotedAfter) {
    return new ScoredEntry(
        key, spread, stored, version, deadline, fixedTtl, weight, onDisk, promotedAfter);
  }

  @Override
  public void arrives(HeapEntry entry, @Nullable HeapEntry replaced, long heapEntries) {
    ScoredEntry scored = (ScoredEntry) entry;
    scored.watched = policy.watches(entry.spread);
    if (replaced != null) {
      if (replaced != entry) {
        ScoredEntry earlier = (ScoredEntry) replaced;
        scored.follow(earlier);
        if (earlier.newcomer) {
          enterWindow(scored);
        }
      }
      return;
    }
    capacity = heapEntries;
    scores.turn(heapEntries);
    scored.begin(scores.fresh(entry.spread));
    if (!entry.onDisk) {
      enterWindow(scored);
    }
  }

  private void enterWindow(ScoredEntry entry) {
    entry.newcomer = true;
    synchronized (window) {
      window.add(entry);
    }
  }

  @Override
  public long rank(HeapEntry entry, long tick) {
    ScoredEntry scored = (ScoredEntry) entry;
    // A newcomer leaves only where there is nobody else.
    return scored.newcomer ? Long.MAX_VALUE - 1 : HeapOrder.rankOf(worth(scored, tick));
  }

  private double worth(ScoredEntry entry, long tick) {
    double turnoversAgo = (double) ((tick - entry.touched()) & TICKS) / capacity;
    return scores.worth(entry.score(scores, turnoversAgo), entry.weight());
  }

  @Override
  public @Nullable HeapEntry settled(long heapEntries) {
    synchronized (window) {
      if (window.size() <= Math.max(1, heapEntries / WINDOW_ONE_IN)) {
        return null;
      }
      Iterator<ScoredEntry> fromOldest = window.iterator();
      ScoredEntry oldest = fromOldest.next();
      fromOldest.remove();
      oldest.newcomer = false;
      return oldest;
    }
  }

  @Override
  public boolean guarded() {
    return scores.guarded();
  }

  @Override
  public boolean welcomes(int spread, int weight, HeapEntry victim, long tick, long heapEntries) {
    double worth = scores.worth(scores.fresh(spread), weight);
    if (!scores.guarded() || worth >= worth((ScoredEntry) victim, tick)) {
      return true;
    }
    scores.turn(heapEntries);
    return false;
  }

  @Override
  public int uses(HeapEntry entry) {
    return ((ScoredEntry) entry).uses();
  }

  @Override
  public void left(HeapEntry entry) {
    if (((ScoredEntry) entry).newcomer) {
      synchronized (window) {
        window.remove(entry);
      }
    }
    policy.left(entry.spread, uses(entry));
  }
}
