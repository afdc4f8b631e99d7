package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.codec.KeyHash;
import com.heliosdb.edge.cache.policy.Scores;
import com.heliosdb.edge.cache.resilience.TierGuard;
import com.heliosdb.edge.cache.spi.DiskStore;
import com.heliosdb.edge.cache.spi.DiskStore.SliceState;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the slices of a disk store: those of a fresh directory when first written to, those with
 * records of an earlier run in the background, one by one. Until a slice is ready, its records
 * answer misses, and what is written for its keys goes elsewhere; such keys are remembered, and
 * their old records removed before the slice is used. Thread-safe.
 *
 * <p>Should the process die in between, the slice's stale mark, set before the first such write is
 * acknowledged, has it wiped at the next start.
 */
final class DiskSlices {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSlices.class);
  // Written keys of a slice that does not open; with more it is wiped, so that the heap they take
  // is
  // bounded.
  private static final int MOST_REMEMBERED = 1 << 15;

  private final DiskStore store;
  private final DiskDirectory directory;
  private final DiskIndex index;
  private final TierGuard guard;
  private final String cacheName;
  private final Slice[] slices;
  private final CountDownLatch recovered = new CountDownLatch(1);
  // Written by the creating thread, then by the one that tries the disk out, which has ended before
  // stop() is called.
  private volatile @Nullable Thread recovery;
  private volatile boolean stopping;
  // Used by the recovering thread only, one at a time.
  private boolean failed;

  DiskSlices(
      DiskStore store,
      DiskDirectory directory,
      DiskIndex index,
      TierGuard guard,
      String cacheName) {
    this.store = store;
    this.directory = directory;
    this.index = index;
    this.guard = guard;
    this.cacheName = cacheName;
    slices = new Slice[store.slices()];
    for (int i = 0; i < slices.length; i++) {
      slices[i] = new Slice(!directory.fresh() && directory.isStale(i));
    }
    if (directory.fresh()) {
      recovered.countDown();
    }
  }

  /**
   * One slice; its lock guards the transition to ready, and is held during I/O only by who opens
   * it.
   */
  private static final class Slice {
    final ReentrantLock lock = new ReentrantLock();
    volatile boolean ready;

    // Guarded by lock: an earlier run, or this one, left records behind that must not be read.
    boolean wipe;

    // Guarded by lock: keys written while the slice was not ready, or whose removal failed.
    final Set<KeyHash> stale = new HashSet<>();
    volatile boolean anyStale;
    boolean marked;
    boolean opened;

    Slice(boolean wipe) {
      this.wipe = wipe;
    }
  }

  /** Recovers in the background what is there of earlier runs and was not recovered yet. */
  void recoverInBackground() {
    Thread last = recovery;
    if (directory.fresh() || (last != null && last.isAlive()) || allReady()) {
      return;
    }
    Thread next = new Thread(this::recoverAll, "edge-cache-recovery-" + cacheName);
    next.setDaemon(true);
    recovery = next;
    next.start();
  }

  /** Whether every slice with records of earlier runs is in use. */
  boolean allReady() {
    if (directory.fresh()) {
      return true;
    }
    for (Slice slice : slices) {
      if (!slice.ready) {
        return false;
      }
    }
    return true;
  }

  /**
   * Waits until all slices of earlier runs were recovered, or recovery has given up; false if that
   * takes longer.
   */
  boolean awaitRecovery(Duration atMost) throws InterruptedException {
    return recovered.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean ready(KeyHash hash) {
    return slices[store.sliceOf(hash.high())].ready;
  }

  /**
   * Whether a record of this hash may be written now. If not, any older record of it will not be
   * read again.
   *
   * @throws IOException if a fresh slice cannot be opened, or that could not be noted
   */
  boolean admit(KeyHash hash) throws IOException {
    int number = store.sliceOf(hash.high());
    Slice slice = slices[number];
    if (slice.ready) {
      return true;
    }
    if (directory.fresh()) {
      openFresh(number, slice);
      return true;
    }
    slice.lock.lock();
    try {
      if (slice.ready) {
        return true;
      }
      remember(number, slice, hash);
      return false;
    } finally {
      slice.lock.unlock();
    }
  }

  /** Remembers a record that could not be removed, so that it is before it can be read again. */
  void noteStale(KeyHash hash) {
    int number = store.sliceOf(hash.high());
    Slice slice = slices[number];
    slice.lock.lock();
    try {
      remember(number, slice, hash);
    } catch (IOException e) {
      // The mark matters only if this process dies before the disk works again.
      guard.fault("mark of a stale slice", e);
    } finally {
      slice.lock.unlock();
    }
  }

  /** A record of this hash was written: it is current again. */
  void noteWritten(KeyHash hash) {
    Slice slice = slices[store.sliceOf(hash.high())];
    if (slice.anyStale) {
      slice.lock.lock();
      try {
        slice.stale.remove(hash);
      } finally {
        slice.lock.unlock();
      }
    }
  }

  /** Something done while no slice is being restored. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  void underAllLocks(Action action) throws IOException {
    int held = 0;
    try {
      for (; held < slices.length; held++) {
        slices[held].lock.lock();
      }
      action.run();
    } finally {
      while (held > 0) {
        slices[--held].lock.unlock();
      }
    }
  }

  /** Removes what could not be removed earlier, from the slices in use. */
  void removeStale() throws IOException {
    for (int number = 0; number < slices.length; number++) {
      Slice slice = slices[number];
      slice.lock.lock();
      try {
        if (slice.ready) {
          dropStale(number, slice);
        }
      } finally {
        slice.lock.unlock();
      }
    }
  }

  private void remember(int number, Slice slice, KeyHash hash) throws IOException {
    if (slice.ready || slice.stale.size() < MOST_REMEMBERED) {
      slice.stale.add(hash);
    } else {
      slice.wipe = true;
    }
    slice.anyStale = true;
    if (!slice.marked) {
      directory.markStale(number);
      slice.marked = true;
    }
  }

  private void dropStale(int number, Slice slice) throws IOException {
    for (KeyHash hash : List.copyOf(slice.stale)) {
      store.remove(hash.high(), hash.low());
      slice.stale.remove(hash);
    }
    slice.anyStale = false;
    if (slice.marked) {
      directory.clearStale(number);
      slice.marked = false;
    }
  }

  private void openFresh(int number, Slice slice) throws IOException {
    slice.lock.lock();
    try {
      if (!slice.ready) {
        store.openSlice(number);
        slice.opened = true;
        slice.ready = true;
      }
    } finally {
      slice.lock.unlock();
    }
  }

  private void recoverAll() {
    List<Integer> discarded = new ArrayList<>();
    try {
      for (int number = 0; number < slices.length && !stopping; number++) {
        recoverIfPossible(number, discarded);
      }
    } finally {
      recovered.countDown();
      warnOf(discarded);
    }
  }

  private void recoverIfPossible(int number, List<Integer> discarded) {
    try {
      recover(number, discarded);
    } catch (IOException | RuntimeException e) {
      guard.count();
      if (!failed && !stopping) {
        failed = true;
        LOG.warn(
            "Slice {} of the disk tier of cache '{}' cannot be opened: the cache goes on without it, and"
                + " tries again by itself",
            number,
            cacheName,
            e);
      }
    }
  }

  private void warnOf(List<Integer> discarded) {
    if (!discarded.isEmpty()) {
      LOG.warn(
          "{} of {} slices of the disk tier of cache '{}' were damaged or not closed cleanly: they start"
              + " empty {}",
          discarded.size(),
          slices.length,
          cacheName,
          discarded);
    }
  }

  /** Opens a slice of an earlier run; idempotent, and can be tried again after a failure. */
  private void recover(int number, List<Integer> discarded) throws IOException {
    Slice slice = slices[number];
    if (slice.ready) {
      return;
    }
    SliceState state = slice.opened ? SliceState.INTACT : store.openSlice(number);
    slice.opened = true;
    List<DiskSnapshot.Line> restored = List.of();
    if (state == SliceState.DISCARDED) {
      discarded.add(number);
    } else if (state == SliceState.INTACT) {
      long generation = directory.generation();
      List<DiskSnapshot.Line> lines =
          DiskSnapshot.read(directory.index(number), directory.incarnation(), generation);
      restored = lines == null ? scan(number) : lines;
      restore(slice, generation, restored);
    }
    Files.deleteIfExists(directory.index(number));
    slice.lock.lock();
    try {
      if (slice.wipe) {
        restored.forEach(line -> index.remove(new KeyHash(line.high(), line.low())));
        removeAll(number);
      }
      dropStale(number, slice);
      directory.clearStale(number);
      slice.ready = true;
    } finally {
      slice.lock.unlock();
    }
  }

  private static boolean holdsStale(Slice slice) {
    slice.lock.lock();
    try {
      return slice.anyStale;
    } finally {
      slice.lock.unlock();
    }
  }

  private void restore(Slice slice, long generation, List<DiskSnapshot.Line> lines) {
    for (DiskSnapshot.Line line : lines) {
      slice.lock.lock();
      try {
        KeyHash hash = new KeyHash(line.high(), line.low());
        if (slice.wipe || directory.generation() != generation) {
          return;
        }
        if (!slice.stale.contains(hash)) {
          index.restore(line.high(), line.low(), line.slot(), line.storedScore());
        }
      } finally {
        slice.lock.unlock();
      }
    }
  }

  private List<DiskSnapshot.Line> scan(int number) throws IOException {
    List<DiskSnapshot.Line> lines = new ArrayList<>();
    store.scan(
        number,
        (high, low, bytes) -> {
          Envelope envelope = Envelope.parse(bytes);
          if (envelope != null
              && envelope.incarnation() == directory.incarnation()
              && envelope.generation() == directory.generation()) {
            DiskSlot slot =
                new DiskSlot(
                    envelope.version().clock(),
                    envelope.expiresMillis(),
                    bytes.length,
                    envelope.accesses(),
                    (int) (envelope.lastAccessMillis() / 1_000),
                    false,
                    false);
            lines.add(new DiskSnapshot.Line(high, low, slot, Scores.storedOf(envelope.accesses())));
          }
          return true;
        });
    return lines;
  }

  private void removeAll(int number) throws IOException {
    List<KeyHash> hashes = new ArrayList<>();
    store.scan(
        number,
        (high, low, bytes) -> {
          hashes.add(new KeyHash(high, low));
          return true;
        });
    for (KeyHash hash : hashes) {
      store.remove(hash.high(), hash.low());
    }
  }

  /**
   * Ends recovery. Slices it did not come to stay as they are, except, where the store is to be
   * kept, those in which keys were overwritten meanwhile: those are recovered now.
   */
  void stop(boolean keep) throws IOException {
    stopping = true;
    Thread last = recovery;
    if (last != null) {
      boolean interrupted = false;
      while (last.isAlive()) {
        try {
          last.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    List<Integer> discarded = new ArrayList<>();
    IOException failure = null;
    for (int number = 0; keep && number < slices.length; number++) {
      if (!slices[number].ready && (slices[number].opened || holdsStale(slices[number]))) {
        try {
          recover(number, discarded);
        } catch (IOException e) {
          // Its mark has it wiped at the next start.
          failure = e;
        }
      }
    }
    warnOf(discarded);
    if (failure != null) {
      throw failure;
    }
  }

  /** Writes the index of every slice in use; after the store was closed cleanly. */
  void writeSnapshots() throws IOException {
    List<List<DiskSnapshot.Line>> lines = new ArrayList<>();
    for (int i = 0; i < slices.length; i++) {
      lines.add(new ArrayList<>());
    }
    index.forEach(
        (high, low, slot, score) ->
            lines
                .get(store.sliceOf(high))
                .add(new DiskSnapshot.Line(high, low, slot, index.toStored(score))));
    for (int number = 0; number < slices.length; number++) {
      if (slices[number].ready) {
        DiskSnapshot.write(
            directory.index(number),
            directory.incarnation(),
            directory.generation(),
            lines.get(number));
      }
    }
  }
}
