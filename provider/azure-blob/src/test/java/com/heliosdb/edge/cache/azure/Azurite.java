package com.heliosdb.edge.cache.azure;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.heliosdb.edge.cache.azurite.AzuriteServer;
import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.spi.RegionStoreProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A fresh Azurite for each test class. */
final class Azurite implements BeforeAllCallback, AfterAllCallback {
  static final String CONTAINER = "edge-cache";

  private AzuriteServer server;
  private BlobContainerClient container;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    server = AzuriteServer.start(Path.of("azurite"));
    container =
        new BlobServiceClientBuilder()
            .connectionString(server.connectionString())
            .httpClient(new JdkTransport(ForkJoinPool.commonPool(), Duration.ofSeconds(5), 1 << 20))
            .buildClient()
            .getBlobContainerClient(CONTAINER);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    server.close();
  }

  AzuriteServer server() {
    return server;
  }

  /** The container of the stores, by another client than theirs. */
  BlobContainerClient container() {
    return container;
  }

  /** What a provider is asked with. */
  RegionStoreProvider.Context context(String region, String cache, Map<String, String> options) {
    Map<String, String> all = new HashMap<>(options);
    all.putIfAbsent("connection-string", server.connectionString());
    return new RegionStoreProvider.Context(
        region, cache, 1L << 30, StoreOptions.of("region.azure-blob", all));
  }

  /** Options of stores that reach Azurite at a port, its own or a proxy's. */
  AzureBlobOptions options(int port, Map<String, String> options) {
    Map<String, String> all = new HashMap<>(options);
    all.put("connection-string", server.connectionString(port));
    return AzureBlobOptions.read(StoreOptions.of("region.azure-blob", all));
  }
}
