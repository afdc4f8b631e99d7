package com.heliosdb.edge.cache.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An {@link EdgeNode} in a JVM of its own, so that its restart is a real one. */
final class NodeProcess implements AutoCloseable {
  private static final int STOP_SECONDS = 20;
  private static final long MIN_JVM_BYTES = 256L << 20;

  private final Process process;
  private final URI uri;

  private NodeProcess(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /** Starts a node and returns when it serves. */
  static NodeProcess start(URI origin, Path directory, long heapBytes, long diskBytes)
      throws IOException {
    return start(origin, directory, heapBytes, diskBytes, Map.of());
  }

  /** Starts a node with further settings of its cache, and returns when it serves. */
  static NodeProcess start(
      URI origin, Path directory, long heapBytes, long diskBytes, Map<String, String> settings)
      throws IOException {
    // The heap tier is never above a quarter of the JVM's heap.
    long jvmBytes = Math.max(MIN_JVM_BYTES, 5 * heapBytes);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + jvmBytes,
                "-cp",
                System.getProperty("java.class.path"),
                EdgeNode.class.getName(),
                origin.toString(),
                directory.toString(),
                Long.toString(heapBytes),
                Long.toString(diskBytes)));
    settings.forEach((key, value) -> command.add(key + "=" + value));
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    BufferedReader output = process.inputReader(UTF_8);
    String address = output.readLine();
    if (address == null) {
      process.destroy();
      throw new IOException("The edge node ended before it served; its own message says why");
    }
    return new NodeProcess(process, URI.create(address));
  }

  URI uri() {
    return uri;
  }

  /** What the tiers did so far, in a few words. */
  String line() throws IOException {
    return text(Http.get(uri.resolve("/-/line")));
  }

  /** What the tiers did so far, as a table. */
  String table() throws IOException {
    return text(Http.get(uri.resolve("/-/table")));
  }

  /** Who answered how many requests so far. */
  EdgeNode.Counts counts() throws IOException {
    return EdgeNode.Counts.parse(text(Http.get(uri.resolve("/-/counts"))));
  }

  /** Has the node run its demotion scan, and returns how many entries left the heap. */
  int demoteColdEntries() throws IOException {
    return Integer.parseInt(text(Http.post(uri.resolve("/-/demote"))));
  }

  /** Asks the node to close its cache and end, and waits until it has. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    boolean interrupted = Thread.interrupted();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("The edge node did not end within " + STOP_SECONDS + " s");
      }
      if (process.exitValue() != 0 && !interrupted) {
        throw new IOException("The edge node ended with exit code " + process.exitValue());
      }
    } catch (InterruptedException again) {
      interrupted = true;
    } finally {
      process.destroyForcibly();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends it at once, if it has not ended. */
  void kill() {
    process.destroyForcibly();
  }

  private static String text(byte @Nullable [] body) throws IOException {
    if (body == null) {
      throw new IOException("The edge node does not know what it was asked");
    }
    return new String(body, UTF_8);
  }
}
