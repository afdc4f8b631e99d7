package com.heliosdb.edge.cache.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An exact count that costs no atomic instruction: a thread that counts again and again gets a cell
 * that nobody else writes; others, and those for whom there is none, share a {@link LongAdder}.
 * Thread-safe. Bounded: the cell of a thread that has ended is given to another.
 */
public final class HitCounter {
  private static final int CELLS = 256;
  // A thread asks for a cell at one in so many of its counts: those of one request never do.
  private static final int ASK_ONE_IN = 16;

  /** What one thread has counted. Written by that thread only. */
  public static final class Cell extends WeakReference<Thread> {
    private static final VarHandle HITS;

    static {
      try {
        HITS = MethodHandles.lookup().findVarHandle(Cell.class, "hits", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private int calls;
    private long hits;

    // Keep the cells of other threads on other lines of the CPU's cache.
    @SuppressWarnings("unused")
    private long pad1, pad2, pad3, pad4, pad5, pad6, pad7;

    private Cell(Thread owner) {
      super(owner);
    }

    /** Counts one. */
    public void hit() {
      HITS.setOpaque(this, hits + 1);
    }

    /** Notes a call, and for how many it stands: one in 256 for 256, the others for none. */
    public int weightNow() {
      return (++calls & (LatencySampler.ONE_IN - 1)) == 0 ? LatencySampler.ONE_IN : 0;
    }

    private long hits() {
      return (long) HITS.getOpaque(this);
    }

    private boolean isAbandoned() {
      Thread owner = get();
      return owner == null || !owner.isAlive();
    }
  }

  private final LongAdder shared = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  // Elements are set under the lock, and read without it by threads that look for their own.
  private final @Nullable Cell[] cells = new Cell[CELLS];
  // Guarded by the lock: what abandoned cells held, less what was there at the last reset.
  private long base;

  /** The cell of the calling thread, or null if it has none. */
  public @Nullable Cell cell() {
    Thread self = Thread.currentThread();
    Cell cell = cells[indexOf(self)];
    return cell != null && cell.refersTo(self) ? cell : null;
  }

  private static int indexOf(Thread thread) {
    return (int) thread.getId() & (CELLS - 1);
  }

  /** Counts one for a thread without a cell. */
  public void hitShared() {
    shared.increment();
    if ((ThreadLocalRandom.current().nextInt() & (ASK_ONE_IN - 1)) == 0) {
      claim(Thread.currentThread());
    }
  }

  /** Counts one. */
  public void hit() {
    Cell cell = cell();
    if (cell != null) {
      cell.hit();
    } else {
      hitShared();
    }
  }

  private void claim(Thread self) {
    int index = indexOf(self);
    lock.lock();
    try {
      Cell there = cells[index];
      if (there == null || there.isAbandoned()) {
        base += there == null ? 0 : there.hits();
        cells[index] = new Cell(self);
      }
    } finally {
      lock.unlock();
    }
  }

  /** What was counted since the last reset. */
  public long sum() {
    lock.lock();
    try {
      long sum = base + shared.sum();
      for (Cell cell : cells) {
        sum += cell == null ? 0 : cell.hits();
      }
      return sum;
    } finally {
      lock.unlock();
    }
  }

  /** Begins again at zero. */
  public void reset() {
    lock.lock();
    try {
      base -= sum();
    } finally {
      lock.unlock();
    }
  }
}
