package com.heliosdb.edge.cache.benchmarks.replay;

import com.heliosdb.edge.cache.spi.DiskStore;
import com.heliosdb.edge.cache.spi.DiskStoreProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;

/** Opens {@link MemoryDiskStore}s, and finds them again for whoever wants their counts. */
public final class MemoryDiskStoreProvider implements DiskStoreProvider {
  static final String NAME = "replay-memory";

  // The service loader makes a provider for each cache, so what they open is known to the class.
  private static final Map<Path, MemoryDiskStore> OPEN = new ConcurrentHashMap<>();

  /** For the service loader. */
  public MemoryDiskStoreProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public DiskStore open(Path directory, long capacityBytes, int slices) {
    MemoryDiskStore store = new MemoryDiskStore(slices, () -> OPEN.remove(directory));
    OPEN.put(directory, store);
    return store;
  }

  /** The open store somewhere below this directory. */
  static MemoryDiskStore openBelow(Path root) {
    return OPEN.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(root))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("no disk store is open below " + root));
  }
}
