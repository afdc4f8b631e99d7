package com.heliosdb.edge.cache.testing;

import com.heliosdb.edge.cache.spi.DiskStore;
import com.heliosdb.edge.cache.spi.DiskStoreContractTest;
import java.nio.file.Path;

class InMemoryDiskStoreTest extends DiskStoreContractTest {
  @Override
  protected DiskStore open(Path directory, int slices) {
    return new InMemoryDiskStore(slices);
  }
}
