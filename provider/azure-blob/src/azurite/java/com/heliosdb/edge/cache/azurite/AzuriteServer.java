package com.heliosdb.edge.cache.azurite;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Azurite, the emulator of Azure Blob Storage, in a process of its own on a free port of the
 * loopback address: empty, with its data in memory, and an account whose key is made for it. Ends
 * when closed, or when this JVM does. Thread-safe.
 */
public final class AzuriteServer implements AutoCloseable {
  private static final String ACCOUNT = "edge";
  private static final int KEY_BYTES = 64;
  private static final int MOST_STARTS = 3;
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(5);
  private static final int NOT_SIGNED_IN = 403;

  private final Process process;
  private final int port;
  private final String key;

  private AzuriteServer(Process process, int port, String key) {
    this.process = process;
    this.port = port;
    this.key = key;
  }

  /**
   * Starts one, after installing it if need be.
   *
   * @param home the directory with its {@code package.json}
   * @throws IOException if it cannot be installed or started; says what to do
   */
  public static AzuriteServer start(Path home) throws IOException {
    AzuriteInstallation.in(home).install();
    IOException failure = new IOException("not started");
    for (int i = 0; i < MOST_STARTS; i++) {
      AzuriteServer server = launch(home);
      try {
        server.awaitReady();
        return server;
      } catch (IOException e) {
        // Somebody else may have taken the port.
        failure = e;
        server.close();
      }
    }
    throw failure;
  }

  private static AzuriteServer launch(Path home) throws IOException {
    int port = freePort();
    byte[] secret = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(secret);
    String key = Base64.getEncoder().encodeToString(secret);
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    AzuriteInstallation.NODE,
                    "serve.js",
                    "--blobHost",
                    "127.0.0.1",
                    "--blobPort",
                    Integer.toString(port),
                    "--inMemoryPersistence",
                    "--silent",
                    "--skipApiVersionCheck",
                    "--disableTelemetry"))
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log(home)));
    builder.environment().put("AZURITE_ACCOUNTS", ACCOUNT + ":" + key);
    return new AzuriteServer(builder.start(), port, key);
  }

  private static File log(Path home) {
    return home.resolve("node_modules").resolve("azurite.log").toFile();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** It asks who is there instead of answering: it is up. */
  private void awaitReady() throws IOException {
    HttpRequest list =
        HttpRequest.newBuilder(URI.create(endpoint() + "?comp=list"))
            .timeout(Duration.ofSeconds(5))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        if (client.send(list, BodyHandlers.discarding()).statusCode() == NOT_SIGNED_IN) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      try {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          throw new IOException(
              "Azurite ended at once with %d; its output is in node_modules/azurite.log"
                  .formatted(process.exitValue()));
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
    throw new IOException("Azurite did not answer on port %d within %s".formatted(port, START));
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted while Azurite was starting", e);
  }

  /** The address of the account. */
  public String endpoint() {
    return endpoint(port);
  }

  /** The address of the account behind a proxy on another port of the loopback address. */
  public String endpoint(int proxyPort) {
    return "http://127.0.0.1:" + proxyPort + "/" + ACCOUNT;
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** What a client needs to reach it and to prove who it is. */
  public String connectionString() {
    return connectionString(port);
  }

  /** The same through a proxy on another port of the loopback address. */
  public String connectionString(int proxyPort) {
    return "DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;BlobEndpoint=%s;"
        .formatted(ACCOUNT, key, endpoint(proxyPort));
  }

  /** Ends it. Idempotent. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
