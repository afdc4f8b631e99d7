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
 * <p>Thread-safe and lossy: whoever changes a tier leaves a note and learns when it has released
 * its locks; a thread that finds another one learning passes on. What comes faster than it is
 * learned from is counted as dropped.
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
  private final HitRing hits = new HitRing();
  private final HitRing arrivals = new HitRing();
  private final LongAdder diskSamples = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  private final ReentrantLock learning = new ReentrantLock();
  // Changed under the lock; the sketch itself is racy by design.
  private volatile FrequencySketch sketch = new FrequencySketch(1);
  private volatile long watchedBelow;
  // Replaced under the lock, and used under it but for a look at their size.
  private volatile @Nullable RuleChooser heapChooser;
  private volatile @Nullable RuleChooser localChooser;

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
    heap = new Scores(AgingRule.FOR_HEAP.get(0), this::seen, sizeExponent, null);
    local = new Scores(AgingRule.FOR_LOCAL.get(0), this::seen, sizeExponent, null);
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
    hits.add(hash);
  }

  @Override
  public void inserted(int hash) {
    sketch.add(hash);
    if (watches(hash)) {
      arrivals.add(hash);
    }
  }

  @Override
  public void left(int hash, int uses) {
    FrequencySketch counts = sketch;
    for (int i = Math.min(uses, MOST_USES_NOTED); i > 0; i--) {
      counts.add(hash);
    }
  }

  @Override
  public void diskHit(int hash) {
    sketch.add(hash);
    if (!watches(hash)) {
      return;
    }
    diskSamples.increment();
    if (!learning.tryLock()) {
      dropped.increment();
      return;
    }
    try {
      drain();
      access(hash, sketch.seen(hash));
    } finally {
      learning.unlock();
    }
  }

  @Override
  public void learn(long residents) {
    if (arrivals.isEmpty() && hits.isEmpty() && fits(residents)) {
      return;
    }
    // Who finds another one learning leaves what it was told to whoever is next.
    if (learning.tryLock()) {
      try {
        fit(residents);
        drain();
      } finally {
        learning.unlock();
      }
    }
  }

  private void drain() {
    // Hits are not in the sketch before their key leaves the heap.
    dropped.add(hits.drain(hash -> access(hash, sketch.seen(hash) + 1)));
    dropped.add(arrivals.drain(hash -> access(hash, sketch.seen(hash))));
  }

  private void access(int hash, int seen) {
    long sample = sampleOf(hash);
    RuleChooser forHeap = heapChooser;
    if (forHeap != null) {
      forHeap.access(hash, sample, seen);
    }
    RuleChooser forLocal = localChooser;
    if (forLocal != null) {
      forLocal.access(hash, sample, seen);
    }
  }

  /** Whether sketch and simulations are in proportion to the tiers. */
  private boolean fits(long residents) {
    return residents <= sketch.entries()
        && fits(heapChooser, heap.capacity())
        && (!hasDisk || fits(localChooser, local.capacity()));
  }

  private static boolean fits(@Nullable RuleChooser chooser, long entries) {
    return chooser != null && chooser.fits(entries);
  }

  /** Makes sketch and simulations fit. Called under the lock. */
  private void fit(long residents) {
    long entries = hasDisk ? local.capacity() : heap.capacity();
    if (residents > sketch.entries()) {
      long most = Math.max(entries, residents + residents / 8);
      sketch =
          new FrequencySketch(
              Math.min(most, Math.max(FIRST_SKETCH_ENTRIES, SKETCH_GROWTH * residents)));
    }
    if (!fits(heapChooser, heap.capacity())) {
      heapChooser = new RuleChooser(heap, AgingRule.FOR_HEAP, heap.capacity(), COST_OF_PROMOTION);
    }
    if (hasDisk && !fits(localChooser, entries)) {
      localChooser = new RuleChooser(local, AgingRule.FOR_LOCAL, entries, COST_OF_DISK_WRITE);
    }
    watchedBelow = Math.max(watchedBelow(heapChooser), watchedBelow(localChooser));
  }

  private static long watchedBelow(@Nullable RuleChooser chooser) {
    return chooser == null ? 0 : chooser.watchedBelow();
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
    return diskSamples.sum() + hits.written() + arrivals.written();
  }

  @Override
  public long droppedSamples() {
    return dropped.sum();
  }
}
