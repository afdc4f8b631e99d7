package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.spi.DiskStore;
import com.heliosdb.edge.cache.spi.DiskStoreProvider;
import com.heliosdb.edge.cache.store.EhcacheDiskStoreProvider;
import com.heliosdb.edge.cache.testing.FaultyDiskStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A class loader that adds {@code disk.store = faulty}: the default store with faults on demand.
 */
final class FaultyStores extends ClassLoader {
  private static final String SERVICE = "META-INF/services/" + DiskStoreProvider.class.getName();
  private static final AtomicReference<Consumer<FaultyDiskStore>> WHEN_OPENED =
      new AtomicReference<>(store -> {});

  private final Path serviceFile;

  /**
   * Creates the loader.
   *
   * @param scratch for a file of its own
   * @param whenOpened is handed every store before it is used
   */
  FaultyStores(Path scratch, Consumer<FaultyDiskStore> whenOpened) {
    super(FaultyStores.class.getClassLoader());
    WHEN_OPENED.set(whenOpened);
    try {
      serviceFile =
          Files.writeString(scratch.resolve("faulty-stores"), Provider.class.getName() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    return name.equals(SERVICE)
        ? Collections.enumeration(List.of(serviceFile.toUri().toURL()))
        : Collections.emptyEnumeration();
  }

  /** Found by the service loader. */
  public static final class Provider implements DiskStoreProvider {
    @Override
    public String name() {
      return "faulty";
    }

    @Override
    public DiskStore open(Path directory, long capacityBytes, int slices) throws IOException {
      FaultyDiskStore store =
          new FaultyDiskStore(
              new EhcacheDiskStoreProvider().open(directory, capacityBytes, slices));
      WHEN_OPENED.get().accept(store);
      return store;
    }
  }
}
