package com.heliosdb.edge.cache.store;

import com.heliosdb.edge.cache.spi.DiskStore;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Disk store on Ehcache's disk engine, one engine for each slice. When a slice is full, Ehcache
 * drops records by itself. Writes happen on the calling thread; there are no other threads.
 */
final class EhcacheDiskStore implements DiskStore {
  private final Slice[] slices;

  private EhcacheDiskStore(Slice[] slices) {
    this.slices = slices;
  }

  /** Opens the store in the directory, creating it if there is none. */
  static EhcacheDiskStore open(
      Path directory, long capacityBytes, int newSlices, DataFile.Opener opener)
      throws IOException {
    StoreLayout layout = StoreLayout.open(directory, newSlices);
    SliceShape shape = SliceShape.of(capacityBytes, layout.slices());
    SliceState whenEmpty = layout.discarded() ? SliceState.DISCARDED : SliceState.EMPTY;
    Slice[] slices = new Slice[layout.slices()];
    for (int i = 0; i < slices.length; i++) {
      slices[i] = new Slice(i, layout.slice(i), whenEmpty, shape, opener);
    }
    return new EhcacheDiskStore(slices);
  }

  @Override
  public int slices() {
    return slices.length;
  }

  @Override
  public SliceState openSlice(int slice) throws IOException {
    return slices[slice].open();
  }

  @Override
  public byte @Nullable [] get(long high, long low) throws IOException {
    return slices[sliceOf(high)].get(new RecordKey(high, low));
  }

  @Override
  public void put(long high, long low, byte[] bytes) throws IOException {
    slices[sliceOf(high)].put(new RecordKey(high, low), bytes);
  }

  @Override
  public void remove(long high, long low) throws IOException {
    slices[sliceOf(high)].remove(new RecordKey(high, low));
  }

  @Override
  public void scan(int slice, RecordVisitor visitor) throws IOException {
    slices[slice].scan(visitor);
  }

  @Override
  public void clear() throws IOException {
    forEach(Slice::clear);
  }

  @Override
  public void close() throws IOException {
    forEach(Slice::close);
  }

  /** Blocks of data whose sum was computed by {@link #close()}. */
  int blocksSummed() {
    int summed = 0;
    for (Slice slice : slices) {
      summed += slice.blocksSummed();
    }
    return summed;
  }

  @FunctionalInterface
  private interface Step {
    void on(Slice slice) throws IOException;
  }

  /** Takes the step on all slices, whatever happens on one; throws the first failure last. */
  private void forEach(Step step) throws IOException {
    IOException first = null;
    for (Slice slice : slices) {
      try {
        step.on(slice);
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
