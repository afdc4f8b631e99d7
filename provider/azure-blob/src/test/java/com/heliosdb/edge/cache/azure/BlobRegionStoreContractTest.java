package com.heliosdb.edge.cache.azure;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.testing.RegionStoreContractTest;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

class BlobRegionStoreContractTest extends RegionStoreContractTest {
  @RegisterExtension static final Azurite AZURITE = new Azurite();

  @Override
  protected RegionStore open(String ofRegion, String cache) {
    // Two cores share Azurite and six writers.
    return new AzureBlobStoreProvider()
        .open(AZURITE.context(ofRegion, cache, Map.of("request-timeout", "30 s")));
  }

  @Override
  protected void overwrite(
      String ofRegion, String cache, long generation, RegionKey key, byte[] bytes) {
    AZURITE
        .container()
        .getBlobClient(new BlobNames("", ofRegion, cache).record(generation, key))
        .upload(BinaryData.fromBytes(bytes), true);
  }

  @Override
  protected long held(String ofRegion, String cache, long generation) {
    BlobNames names = new BlobNames("", ofRegion, cache);
    return AZURITE
        .container()
        .listBlobs(new ListBlobsOptions().setPrefix(names.base()), null)
        .stream()
        .filter(blob -> names.generationOf(blob.getName()).orElse(-1) == generation)
        .count();
  }

  @Override
  protected int writesPerThread() {
    return 30;
  }
}
