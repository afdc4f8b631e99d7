package com.heliosdb.edge.cache.benchmarks.region;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.heliosdb.edge.cache.azure.AzureBlobStoreProvider;
import com.heliosdb.edge.cache.azurite.AzuriteServer;
import com.heliosdb.edge.cache.config.StoreOptions;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Azurite, the emulator of Azure Blob Storage. The SDK is measured bare over the HTTP client that
 * our store gives it, and over the one that it brings for the JDK's.
 */
final class AzureBlobService implements RegionService {
  /** Where this project says which Azurite it takes. */
  private static final Path AZURITE = Path.of("provider", "azure-blob", "azurite");

  private static final int WORKERS = 4;
  private static final long MOST_BYTES = 1 << 20;

  private final AzuriteServer azurite;

  AzureBlobService() throws IOException {
    azurite = AzuriteServer.start(home());
  }

  private static Path home() throws IOException {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve(AZURITE))) {
        return at.resolve(AZURITE);
      }
    }
    throw new IOException(
        "Azurite needs the sources of this project: run this where %s is".formatted(AZURITE));
  }

  @Override
  public RegionClient client(String peer) throws Exception {
    return switch (peer) {
      case "edge" ->
          StoreClient.open(
              new AzureBlobStoreProvider(),
              StoreOptions.of(
                  "region.azure-blob",
                  Map.of(
                      "connection-string",
                      azurite.connectionString(),
                      "request-timeout",
                      // The first operation of a JVM takes longer than any later one.
                      "30 s")));
      case "bare" -> new BareBlobs(azurite.connectionString(), ourTransport());
      case "bare-sdk-transport" ->
          new BareBlobs(azurite.connectionString(), new JdkHttpClientBuilder().build());
      default -> throw new IllegalArgumentException("Azure Blob has no client " + peer);
    };
  }

  /** The class is the store's own affair. */
  private static HttpClient ourTransport() throws ReflectiveOperationException {
    Constructor<?> constructor =
        Class.forName(AzureBlobStoreProvider.class.getPackageName() + ".JdkTransport")
            .getDeclaredConstructor(Executor.class, Duration.class, long.class);
    constructor.setAccessible(true);
    Executor workers =
        Executors.newFixedThreadPool(
            WORKERS,
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            });
    return (HttpClient) constructor.newInstance(workers, Duration.ofSeconds(1), MOST_BYTES);
  }

  @Override
  public void close() {
    azurite.close();
  }
}
