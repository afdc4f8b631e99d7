package com.heliosdb.edge.cache.store;

import com.heliosdb.edge.cache.spi.DiskStore;
import com.heliosdb.edge.cache.spi.PersistentDiskStoreContractTest;
import java.io.IOException;
import java.nio.file.Path;

class EhcacheDiskStoreContractTest extends PersistentDiskStoreContractTest {
  @Override
  protected DiskStore open(Path directory, int slices) throws IOException {
    return new EhcacheDiskStoreProvider().open(directory, 64 << 20, slices);
  }
}
