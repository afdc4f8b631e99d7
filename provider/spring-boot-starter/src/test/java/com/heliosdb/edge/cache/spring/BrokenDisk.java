package com.heliosdb.edge.cache.spring;

import com.heliosdb.edge.cache.spi.DiskStore;
import com.heliosdb.edge.cache.spi.DiskStoreProvider;
import java.io.IOException;
import java.nio.file.Path;

/** The disk store "broken": empty, and no write to it succeeds. */
public final class BrokenDisk implements DiskStoreProvider {
  @Override
  public String name() {
    return "broken";
  }

  @Override
  public DiskStore open(Path directory, long capacityBytes, int slices) {
    return new Store(slices);
  }

  private record Store(int slices) implements DiskStore {
    @Override
    public SliceState openSlice(int slice) {
      return SliceState.EMPTY;
    }

    @Override
    public byte[] get(long high, long low) {
      return null;
    }

    @Override
    public void put(long high, long low, byte[] bytes) throws IOException {
      throw new IOException("the disk is broken");
    }

    @Override
    public void remove(long high, long low) {}

    @Override
    public void scan(int slice, RecordVisitor visitor) {}

    @Override
    public void clear() {}

    @Override
    public void close() {}
  }
}
