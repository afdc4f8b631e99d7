package com.heliosdb.edge.cache.testing;

import com.heliosdb.edge.cache.spi.DiskStore;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Another store with faults on demand. Faults are planned for one operation each and may be changed
 * at any time, from any thread; an operation without a planned fault goes through. A fault strikes
 * before the inner store is called, except {@link Fault#CORRUPT}, which alters what it returned,
 * and {@link Fault#FAIL_AFTERWARDS}.
 */
public final class FaultyDiskStore implements DiskStore {
  /** What can be made to fail. */
  public enum Operation {
    OPEN_SLICE,
    GET,
    PUT,
    REMOVE,
    SCAN,
    CLEAR,
    CLOSE
  }

  /** What can happen. */
  public enum Fault {
    /** An IOException; the inner store is not called. */
    FAIL,
    /** An IOException after the inner store did as it was told. */
    FAIL_AFTERWARDS,
    /** An InternalError, as a full disk under a mapped file raises it; breaks the contract. */
    CRASH,
    /** A get or scan finds nothing, a put or remove does nothing: the record is lost. */
    LOSE,
    /** A get or scan returns bytes with one bit flipped. */
    CORRUPT,
    /** The call waits until {@link #release()}, then goes through. */
    HANG
  }

  private record Plan(Fault fault, AtomicLong skip, AtomicLong strikes) {}

  private final DiskStore inner;

  /** Guarded by itself. */
  private final Map<Operation, Plan> plans = new EnumMap<>(Operation.class);

  /** Guarded by itself. */
  private final Map<Operation, Long> calls = new EnumMap<>(Operation.class);

  private volatile CountDownLatch gate = new CountDownLatch(1);
  private final AtomicLong hanging = new AtomicLong();
  private final Semaphore hung = new Semaphore(0);

  /** Wraps a store; without a plan every call goes through. */
  public FaultyDiskStore(DiskStore inner) {
    this.inner = inner;
  }

  /** From now on each call of this operation meets the fault. */
  public void plan(Operation operation, Fault fault) {
    plan(operation, fault, 0, Long.MAX_VALUE);
  }

  /**
   * The next {@code skip} calls go through, the {@code strikes} calls after them meet the fault.
   */
  public void plan(Operation operation, Fault fault, long skip, long strikes) {
    synchronized (plans) {
      plans.put(operation, new Plan(fault, new AtomicLong(skip), new AtomicLong(strikes)));
    }
  }

  /** Each call of each operation meets the fault. */
  public void planAll(Fault fault) {
    for (Operation operation : Operation.values()) {
      plan(operation, fault);
    }
  }

  /** Calls of this operation go through again. */
  public void heal(Operation operation) {
    synchronized (plans) {
      plans.remove(operation);
    }
  }

  /** All calls go through again; hanging ones are released. */
  public void heal() {
    synchronized (plans) {
      plans.clear();
    }
    release();
  }

  /** Lets hanging calls go on; later calls hang anew as long as that is planned. */
  public void release() {
    CountDownLatch opened = gate;
    gate = new CountDownLatch(1);
    opened.countDown();
  }

  /** The calls that hang now. */
  public long hanging() {
    return hanging.get();
  }

  /** Waits until a call hangs; each call that hangs ends one wait. */
  public void awaitHanging() throws InterruptedException {
    hung.acquire();
  }

  /** The calls of this operation so far, faulty or not. */
  public long calls(Operation operation) {
    synchronized (calls) {
      return calls.getOrDefault(operation, 0L);
    }
  }

  @Override
  public int slices() {
    return inner.slices();
  }

  @Override
  public SliceState openSlice(int slice) throws IOException {
    Fault fault = meet(Operation.OPEN_SLICE);
    SliceState state = inner.openSlice(slice);
    failAfterwards(fault);
    return state;
  }

  @Override
  public byte @Nullable [] get(long high, long low) throws IOException {
    Fault fault = meet(Operation.GET);
    byte[] bytes = fault == Fault.LOSE ? null : inner.get(high, low);
    failAfterwards(fault);
    return bytes == null ? null : corruptIf(fault, bytes);
  }

  @Override
  public void put(long high, long low, byte[] bytes) throws IOException {
    Fault fault = meet(Operation.PUT);
    if (fault == Fault.LOSE) {
      inner.remove(high, low);
    } else {
      inner.put(high, low, corruptIf(fault, bytes));
    }
    failAfterwards(fault);
  }

  @Override
  public void remove(long high, long low) throws IOException {
    Fault fault = meet(Operation.REMOVE);
    if (fault != Fault.LOSE) {
      inner.remove(high, low);
    }
    failAfterwards(fault);
  }

  @Override
  public void scan(int slice, RecordVisitor visitor) throws IOException {
    Fault fault = meet(Operation.SCAN);
    if (fault != Fault.LOSE) {
      inner.scan(slice, (high, low, bytes) -> visitor.visit(high, low, corruptIf(fault, bytes)));
    }
    failAfterwards(fault);
  }

  @Override
  public void clear() throws IOException {
    Fault fault = meet(Operation.CLEAR);
    inner.clear();
    failAfterwards(fault);
  }

  @Override
  public void close() throws IOException {
    Fault fault = meet(Operation.CLOSE);
    inner.close();
    failAfterwards(fault);
  }

  /** The fault this call meets, if any; those that strike beforehand have struck. */
  private @Nullable Fault meet(Operation operation) throws IOException {
    synchronized (calls) {
      calls.merge(operation, 1L, Long::sum);
    }
    Fault fault = next(operation);
    if (fault == Fault.FAIL) {
      throw new IOException("planned fault: " + operation);
    }
    if (fault == Fault.CRASH) {
      throw new InternalError("planned fault: " + operation);
    }
    if (fault == Fault.HANG) {
      hang(operation);
    }
    return fault;
  }

  private @Nullable Fault next(Operation operation) {
    synchronized (plans) {
      Plan plan = plans.get(operation);
      if (plan == null || plan.skip.getAndDecrement() > 0 || plan.strikes.getAndDecrement() <= 0) {
        return null;
      }
      return plan.fault;
    }
  }

  private void hang(Operation operation) throws IOException {
    CountDownLatch closed = gate;
    hanging.incrementAndGet();
    hung.release();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while hanging: " + operation, e);
    } finally {
      hanging.decrementAndGet();
    }
  }

  private static void failAfterwards(@Nullable Fault fault) throws IOException {
    if (fault == Fault.FAIL_AFTERWARDS) {
      throw new IOException("planned fault after the work was done");
    }
  }

  private static byte[] corruptIf(@Nullable Fault fault, byte[] bytes) {
    if (fault != Fault.CORRUPT || bytes.length == 0) {
      return bytes;
    }
    byte[] corrupt = bytes.clone();
    corrupt[corrupt.length / 2] ^= 0x10;
    return corrupt;
  }
}
