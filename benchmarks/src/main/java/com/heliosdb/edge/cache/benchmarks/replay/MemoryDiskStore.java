package com.heliosdb.edge.cache.benchmarks.replay;

import com.heliosdb.edge.cache.spi.DiskStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A disk store without a disk, which counts what a disk would have to do. Thread-safe. */
final class MemoryDiskStore implements DiskStore {
  private final Map<Hash, byte[]> records = new ConcurrentHashMap<>();
  private final int slices;
  private final LongAdder reads = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final Runnable onClose;

  private record Hash(long high, long low) {}

  MemoryDiskStore(int slices, Runnable onClose) {
    this.slices = slices;
    this.onClose = onClose;
  }

  long reads() {
    return reads.sum();
  }

  long writes() {
    return writes.sum();
  }

  int records() {
    return records.size();
  }

  @Override
  public int slices() {
    return slices;
  }

  @Override
  public SliceState openSlice(int slice) {
    return SliceState.EMPTY;
  }

  @Override
  public byte @Nullable [] get(long high, long low) {
    reads.increment();
    return records.get(new Hash(high, low));
  }

  @Override
  public void put(long high, long low, byte[] bytes) {
    writes.increment();
    records.put(new Hash(high, low), bytes.clone());
  }

  @Override
  public void remove(long high, long low) {
    records.remove(new Hash(high, low));
  }

  @Override
  public void scan(int slice, RecordVisitor visitor) {
    for (Map.Entry<Hash, byte[]> each : records.entrySet()) {
      Hash hash = each.getKey();
      if (sliceOf(hash.high) == slice && !visitor.visit(hash.high, hash.low, each.getValue())) {
        return;
      }
    }
  }

  @Override
  public void clear() {
    records.clear();
  }

  @Override
  public void close() {
    records.clear();
    onClose.run();
  }
}
