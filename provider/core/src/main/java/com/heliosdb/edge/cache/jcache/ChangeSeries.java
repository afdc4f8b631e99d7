package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.stats.LatencySampler;
import com.heliosdb.edge.cache.tier.Mutation;
import com.heliosdb.edge.cache.tier.Questions;
import com.heliosdb.edge.cache.tier.TierHierarchy;
import com.heliosdb.edge.cache.tier.Unsettled;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The changes that one operation makes to many keys, each atomic by itself: the next ones are made
 * here while the region has yet to take those before. They are settled in their order, in which
 * listeners hear of them; the first failure is thrown as soon as it is known, and the operation
 * ends with it. Closing settles what is under way. Used by one thread.
 *
 * <p>An operation that looks at what there is has questions under way besides its writes.
 */
final class ChangeSeries<K> implements AutoCloseable {
  private final TierHierarchy hierarchy;
  private final OperationCounts counts;
  private final LatencySampler times;
  private final Questions questions;
  private final Queue<Begun> underWay = new ArrayDeque<>();

  /** A change that took so long until now, and stands for so many in the mean. */
  private record Begun(Unsettled change, int weight, long nanos) {}

  /**
   * A series without changes.
   *
   * @param times of the operation on a single key
   * @param questions of this operation, which are closed with the series
   */
  ChangeSeries(
      TierHierarchy hierarchy, OperationCounts counts, LatencySampler times, Questions questions) {
    this.hierarchy = hierarchy;
    this.counts = counts;
    this.times = times;
    this.questions = questions;
  }

  /**
   * Makes a change that does not count as a lookup; waits where too many are under way.
   *
   * @throws RuntimeException what this change or one before it failed with
   */
  void make(K key, Mutation mutation) {
    int weight = counts.weightNow(times);
    long start = weight == 0 ? 0 : counts.nanos();
    Unsettled change;
    try {
      change = hierarchy.begin(key, mutation, questions);
    } catch (RuntimeException | Error e) {
      settleBefore(e);
      throw e;
    }
    underWay.add(new Begun(change, weight, weight == 0 ? 0 : counts.nanos() - start));
    // One fewer while the next one asks: with room for one operation, there is none for its
    // question.
    if (underWay.size() >= questions.mostUnderWay()) {
      settleOldest();
    }
  }

  private void settle(Begun begun) {
    long start = begun.weight == 0 ? 0 : counts.nanos();
    try {
      counts.settle(begun.change.settle(), false);
    } finally {
      if (begun.weight != 0) {
        times.add(begun.nanos + counts.nanos() - start, begun.weight);
      }
    }
  }

  /** Settles what was made before a change that failed; the failure of that comes first. */
  private void settleBefore(Throwable failure) {
    try {
      close();
    } catch (RuntimeException | Error e) {
      addSuppressed(e, failure);
      throw e;
    }
  }

  @Override
  public void close() {
    questions.close();
    while (!underWay.isEmpty()) {
      settleOldest();
    }
  }

  /** If it fails, all are settled. */
  private void settleOldest() {
    try {
      settle(underWay.remove());
    } catch (RuntimeException | Error e) {
      settleAfter(e);
      throw e;
    }
  }

  private void settleAfter(Throwable failure) {
    while (!underWay.isEmpty()) {
      try {
        settle(underWay.remove());
      } catch (RuntimeException | Error e) {
        addSuppressed(failure, e);
      }
    }
  }

  /** A listener may throw the same exception twice. */
  private static void addSuppressed(Throwable failure, Throwable second) {
    if (failure != second) {
      failure.addSuppressed(second);
    }
  }
}
