package com.heliosdb.edge.cache.examples.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The far-away server that owns the resources: an HTTP server over a folder, each response of which
 * takes a while. Only files found at the start, of up to 1 MiB, are served.
 */
final class Origin implements AutoCloseable {
  private static final long MAX_FILE_BYTES = 1 << 20;

  private final SortedMap<String, Path> files;
  private final Map<String, byte[]> published = new ConcurrentHashMap<>();
  private final Duration latency;
  private final AtomicLong requests = new AtomicLong();
  private final ExecutorService threads = Http.threads("origin");
  private final HttpServer server;

  /**
   * Starts the server.
   *
   * @throws IllegalArgumentException if the folder holds no file to serve
   */
  Origin(Path root, Duration latency) throws IOException {
    this.files = filesUnder(root);
    this.latency = latency;
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "--root must hold a readable file of up to 1 MiB, but there is none under " + root + ".");
    }
    server = Http.server();
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** The files in the image of the running JDK: tens of thousands, on every machine. */
  static Path jdkImage() {
    return FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
  }

  /** The path of every resource as it stands in a request, in the order of the alphabet. */
  List<String> resources() {
    return List.copyOf(files.keySet());
  }

  /** How many requests arrived so far. */
  long requests() {
    return requests.get();
  }

  /** Changes a resource. */
  void publish(String path, byte[] body) {
    published.put(path, body);
  }

  URI uri() {
    return Http.uri(server);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try {
      Thread.sleep(latency.toMillis());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    String path = exchange.getRequestURI().getRawPath();
    byte[] changed = published.get(path);
    Path file = files.get(path);
    if (changed != null) {
      Http.reply(exchange, 200, changed);
    } else if (file == null) {
      Http.reply(exchange, 404, new byte[0]);
    } else {
      Http.reply(exchange, 200, Files.readAllBytes(file));
    }
  }

  private static SortedMap<String, Path> filesUnder(Path root) throws IOException {
    SortedMap<String, Path> found = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()
                && attributes.size() <= MAX_FILE_BYTES
                && Files.isReadable(file)) {
              found.put(requestPath(root.relativize(file)), file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  /** The names joined by slashes, with what a URI cannot hold percent-encoded. */
  private static String requestPath(Path relative) {
    StringBuilder path = new StringBuilder();
    relative.forEach(name -> path.append('/').append(name));
    try {
      return new URI(null, null, path.toString(), null).toASCIIString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException("A path that cannot be requested: " + path, impossible);
    }
  }
}
