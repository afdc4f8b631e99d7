package com.heliosdb.edge.cache.benchmarks.disk;

import com.heliosdb.edge.cache.spi.DiskStore;
import com.heliosdb.edge.cache.spi.DiskStoreProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The default disk store with its calls counted, to prove what costs no I/O. */
public final class CountingStoreProvider implements DiskStoreProvider {
  /** The value of {@code disk.store} that selects it. */
  static final String STORE_NAME = "counted";

  private static final LongAdder CALLS = new LongAdder();

  /** For the service loader. */
  public CountingStoreProvider() {}

  /** Calls of any store so far that may read or write. */
  static long calls() {
    return CALLS.sum();
  }

  @Override
  public String name() {
    return STORE_NAME;
  }

  @Override
  public DiskStore open(Path directory, long capacityBytes, int slices) throws IOException {
    DiskStoreProvider standard =
        ServiceLoader.load(DiskStoreProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.name().equals("ehcache"))
            .findFirst()
            .orElseThrow();
    return new Counted(standard.open(directory, capacityBytes, slices));
  }

  private record Counted(DiskStore store) implements DiskStore {
    @Override
    public int slices() {
      return store.slices();
    }

    @Override
    public int sliceOf(long high) {
      return store.sliceOf(high);
    }

    @Override
    public SliceState openSlice(int slice) throws IOException {
      return store.openSlice(slice);
    }

    @Override
    public byte @Nullable [] get(long high, long low) throws IOException {
      CALLS.increment();
      return store.get(high, low);
    }

    @Override
    public void put(long high, long low, byte[] bytes) throws IOException {
      CALLS.increment();
      store.put(high, low, bytes);
    }

    @Override
    public void remove(long high, long low) throws IOException {
      CALLS.increment();
      store.remove(high, low);
    }

    @Override
    public void scan(int slice, RecordVisitor visitor) throws IOException {
      store.scan(slice, visitor);
    }

    @Override
    public void clear() throws IOException {
      store.clear();
    }

    @Override
    public void close() throws IOException {
      store.close();
    }
  }
}
