package com.heliosdb.edge.cache.store;

import com.heliosdb.edge.cache.spi.DiskStore;
import com.heliosdb.edge.cache.spi.DiskStoreProvider;
import java.io.IOException;
import java.nio.file.Path;

/** Disk stores on Ehcache's disk engine: {@code disk.store = ehcache}, the default. */
public final class EhcacheDiskStoreProvider implements DiskStoreProvider {
  /** For the service loader. */
  public EhcacheDiskStoreProvider() {}

  @Override
  public String name() {
    return "ehcache";
  }

  @Override
  public DiskStore open(Path directory, long capacityBytes, int slices) throws IOException {
    return EhcacheDiskStore.open(directory, capacityBytes, slices, DataFile.Opener.DEFAULT);
  }
}
