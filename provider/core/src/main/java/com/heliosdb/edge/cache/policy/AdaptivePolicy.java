package com.heliosdb.edge.cache.policy;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Learns from the accesses how the tiers shall value their entries: by one rule for the heap and by
 * another for heap and disk together, each the best of several in miniature simulations. New keys
 * start on the heap. Memory is bounded: eight bytes for each entry of the local tiers, and some
 * hundred kilobytes.
 *
 * <p>Thread-safe and lossy: a thread that finds another one learning passes on, and its sample is
 * counted as dropped.
 */
public final class AdaptivePolicy implements TierPolicy {
  private static final int FIRST_SKETCH_ENTRIES = 65_536;
  // What was counted is lost when it grows, so it grows in large steps.
  private static final int SKETCH_GROWTH = 4;
  private static final int MOST_USES_NOTED = 15;
  // What letting an entry in costs, in hits: an SSD write, or a place on the heap.
  private static final double COST_OF_DISK_WRITE = 0.06;
  private static final double COST_OF_PROMOTION = 0.02;

  private final boolean hasDisk;
  private final Scores heap;
  private final Scores local;
  private final WriteBudget budget;
  private final HitRing ring = new HitRing();
  private final LongAdder samples = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  private final ReentrantLock learning = new ReentrantLock();
  // Changed under the lock; the sketch itself is racy by design.
  private volatile FrequencySketch sketch = new FrequencySketch(1);
  private volatile long watchedBelow;
  // Guarded by the lock.
  private @Nullable RuleChooser heapChooser;
  private @Nullable RuleChooser localChooser;

  /**
   * The policy of a new cache.
   *
   * @param hasDisk whether there is a disk tier
   * @param sizeExponent the worth of an entry is divided by its size to this power
   * @param writeBudgetBytesPerDay 0 = there is none
   */
  public AdaptivePolicy(
      boolean hasDisk, double sizeExponent, long writeBudgetBytesPerDay, long nowMillis) {
    this.hasDisk = hasDisk;
    AgingRule first = AgingRule.CHOICES.get(AgingRule.FIRST);
    heap = new Scores(first, this::seen, sizeExponent, null);
    local = new Scores(first, this::seen, sizeExponent, null);
    budget = new WriteBudget(writeBudgetBytesPerDay, nowMillis);
  }

  private int seen(int hash) {
    return sketch.seen(hash);
  }

  @Override
  public boolean startsOnHeap() {
    return true;
  }

  @Override
  public boolean scoresHeap() {
    return true;
  }

  @Override
  public Scores heap() {
    return heap;
  }

  @Override
  public Scores local() {
    return local;
  }

  @Override
  public boolean watches(int hash) {
    return sampleOf(hash) < watchedBelow;
  }

  private static long sampleOf(int hash) {
    return FrequencySketch.mix(hash) >>> 32;
  }

  @Override
  public void heapHit(int hash) {
    ring.add(hash);
  }

  @Override
  public void diskHit(int hash) {
    learn(hash);
  }

  @Override
  public void inserted(int hash, long residents) {
    fitSizes(residents);
    learn(hash);
  }

  @Override
  public void left(int hash, int uses) {
    FrequencySketch counts = sketch;
    for (int i = Math.min(uses, MOST_USES_NOTED); i > 0; i--) {
      counts.add(hash);
    }
  }

  private void learn(int hash) {
    sketch.add(hash);
    boolean watched = watches(hash);
    if (!watched && ring.isEmpty()) {
      return;
    }
    if (watched) {
      samples.increment();
    }
    if (!learning.tryLock()) {
      if (watched) {
        dropped.increment();
      }
      return;
    }
    try {
      dropped.add(ring.drain(hit -> access(hit, sketch.seen(hit) + 1)));
      if (watched) {
        access(hash, sketch.seen(hash));
      }
    } finally {
      learning.unlock();
    }
  }

  private void access(int hash, int seen) {
    long sample = sampleOf(hash);
    if (heapChooser != null) {
      heapChooser.access(hash, sample, seen);
    }
    if (localChooser != null) {
      localChooser.access(hash, sample, seen);
    }
  }

  /** Keeps sketch and simulations in proportion to the tiers. */
  private void fitSizes(long residents) {
    long entries = hasDisk ? local.capacity() : heap.capacity();
    RuleChooser forHeap = heapChooser;
    RuleChooser forLocal = localChooser;
    boolean fits =
        forHeap != null
            && forHeap.fits(heap.capacity())
            && (!hasDisk || (forLocal != null && forLocal.fits(entries)));
    if (fits && residents <= sketch.entries()) {
      return;
    }
    if (learning.tryLock()) {
      try {
        fitSizesLocked(entries, residents);
      } finally {
        learning.unlock();
      }
    }
  }

  private void fitSizesLocked(long entries, long residents) {
    if (residents > sketch.entries()) {
      long most = Math.max(entries, residents + residents / 8);
      sketch =
          new FrequencySketch(
              Math.min(most, Math.max(FIRST_SKETCH_ENTRIES, SKETCH_GROWTH * residents)));
    }
    if (heapChooser == null || !heapChooser.fits(heap.capacity())) {
      heapChooser = new RuleChooser(heap, heap.capacity(), COST_OF_PROMOTION);
    }
    if (hasDisk && (localChooser == null || !localChooser.fits(entries))) {
      localChooser = new RuleChooser(local, entries, COST_OF_DISK_WRITE);
    }
    watchedBelow =
        Math.max(
            heapChooser.watchedBelow(), localChooser == null ? 0 : localChooser.watchedBelow());
  }

  @Override
  public boolean savesWrites(int hash, long nowMillis) {
    return sketch.seen(hash) < 2 && budget.isExceeded(nowMillis);
  }

  @Override
  public void wrote(long bytes, long nowMillis) {
    budget.spend(bytes, nowMillis);
  }

  @Override
  public long samples() {
    return samples.sum() + ring.written();
  }

  @Override
  public long droppedSamples() {
    return dropped.sum();
  }
}
