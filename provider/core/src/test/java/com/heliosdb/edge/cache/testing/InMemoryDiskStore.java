package com.heliosdb.edge.cache.testing;

import com.heliosdb.edge.cache.spi.DiskStore;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A disk store without a disk: forgets everything when it is collected. Thread-safe. */
public final class InMemoryDiskStore implements DiskStore {
  private record Hash(long high, long low) {}

  private final int slices;

  /** An element is null until its slice is opened. */
  private final AtomicReferenceArray<@Nullable Map<Hash, byte[]>> records;

  private volatile boolean closed;

  /** Creates an empty store; the number of slices is a power of two. */
  public InMemoryDiskStore(int slices) {
    if (Integer.bitCount(slices) != 1) {
      throw new IllegalArgumentException("slices must be a power of two but was " + slices);
    }
    this.slices = slices;
    this.records = new AtomicReferenceArray<>(slices);
  }

  @Override
  public int slices() {
    return slices;
  }

  @Override
  public SliceState openSlice(int slice) throws IOException {
    refuseIfClosed();
    if (!records.compareAndSet(slice, null, new ConcurrentHashMap<>())) {
      throw new IOException("slice " + slice + " is open already");
    }
    return SliceState.EMPTY;
  }

  @Override
  public byte @Nullable [] get(long high, long low) throws IOException {
    refuseIfClosed();
    Map<Hash, byte[]> slice = records.get(sliceOf(high));
    byte[] bytes = slice == null ? null : slice.get(new Hash(high, low));
    return bytes == null ? null : bytes.clone();
  }

  @Override
  public void put(long high, long low, byte[] bytes) throws IOException {
    opened(sliceOf(high)).put(new Hash(high, low), bytes.clone());
  }

  @Override
  public void remove(long high, long low) throws IOException {
    opened(sliceOf(high)).remove(new Hash(high, low));
  }

  @Override
  public void scan(int slice, RecordVisitor visitor) throws IOException {
    for (Map.Entry<Hash, byte[]> one : opened(slice).entrySet()) {
      Hash hash = one.getKey();
      if (!visitor.visit(hash.high, hash.low, one.getValue().clone())) {
        return;
      }
    }
  }

  @Override
  public void clear() throws IOException {
    refuseIfClosed();
    for (int i = 0; i < slices; i++) {
      Map<Hash, byte[]> slice = records.get(i);
      if (slice != null) {
        slice.clear();
      }
    }
  }

  /** The records of all open slices. */
  public int size() {
    int size = 0;
    for (int i = 0; i < slices; i++) {
      Map<Hash, byte[]> slice = records.get(i);
      size += slice == null ? 0 : slice.size();
    }
    return size;
  }

  @Override
  public void close() {
    closed = true;
  }

  private Map<Hash, byte[]> opened(int slice) throws IOException {
    refuseIfClosed();
    Map<Hash, byte[]> opened = records.get(slice);
    if (opened == null) {
      throw new IOException("slice " + slice + " is not open");
    }
    return opened;
  }

  private void refuseIfClosed() throws IOException {
    if (closed) {
      throw new IOException("the disk store is closed");
    }
  }
}
