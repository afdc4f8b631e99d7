package com.heliosdb.edge.cache.tier;

import com.heliosdb.edge.cache.spi.DiskStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A disk store that has each record as soon as it is put, for whoever opens a copy of it. */
final class KeptDiskStore implements DiskStore {
  private record Hash(long high, long low) {}

  private final Map<Hash, byte[]> records = new ConcurrentHashMap<>();
  private final CountDownLatch readable;

  /** An empty one. */
  KeptDiskStore() {
    readable = new CountDownLatch(0);
  }

  private KeptDiskStore(KeptDiskStore other, CountDownLatch readable) {
    records.putAll(other.records);
    this.readable = readable;
  }

  /** What a process that starts now finds. */
  KeptDiskStore copy() {
    return copy(new CountDownLatch(0));
  }

  /** The same, which it has read when the latch is open. */
  KeptDiskStore copy(CountDownLatch opened) {
    return new KeptDiskStore(this, opened);
  }

  @Override
  public int slices() {
    return 1;
  }

  @Override
  public SliceState openSlice(int slice) {
    try {
      readable.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return SliceState.INTACT;
  }

  @Override
  public byte[] get(long high, long low) {
    return records.get(new Hash(high, low));
  }

  @Override
  public void put(long high, long low, byte[] bytes) {
    records.put(new Hash(high, low), bytes);
  }

  @Override
  public void remove(long high, long low) {
    records.remove(new Hash(high, low));
  }

  @Override
  public void scan(int slice, RecordVisitor visitor) {
    for (Map.Entry<Hash, byte[]> each : records.entrySet()) {
      if (!visitor.visit(each.getKey().high, each.getKey().low, each.getValue())) {
        return;
      }
    }
  }

  @Override
  public void clear() {
    records.clear();
  }

  @Override
  public void close() {}
}
