package com.heliosdb.edge.cache.examples.springboot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged service in a JVM of its own, on a free port. */
final class Service implements AutoCloseable {
  private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");
  private static final int STOP_SECONDS = 60;

  private final HttpClient client = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();
  private final Process process;
  private final URI uri;

  private Service(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /** Starts it with its caches in this directory, and returns when it serves. */
  static Service start(Path directory) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-jar",
                    System.getProperty("catalogue.jar"),
                    "--server.port=0",
                    "--catalogue.delay=0ms",
                    "--heliosdb.edge.cache.disk.path=" + directory))
            .redirectErrorStream(true)
            .start();
    BufferedReader output = process.inputReader(UTF_8);
    StringBuilder seen = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      seen.append(line).append('\n');
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        Thread drain = new Thread(() -> output.lines().forEach(System.out::println));
        drain.setDaemon(true);
        drain.start();
        return new Service(process, URI.create("http://localhost:" + started.group(1)));
      }
    }
    process.destroyForcibly();
    throw new IOException("The service ended before it served:\n" + seen);
  }

  JsonNode get(String path) throws Exception {
    return json(HttpRequest.newBuilder(uri.resolve(path)).build());
  }

  int status(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri.resolve(path)).build()).statusCode();
  }

  JsonNode post(String path) throws Exception {
    return json(
        HttpRequest.newBuilder(uri.resolve(path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  void put(String path, String body) throws Exception {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(uri.resolve(path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    if (response.statusCode() != 200) {
      throw new IOException("PUT " + path + " was answered by " + response.statusCode());
    }
  }

  /** The sum of a meter over all tags but these. */
  long meter(String name, String... tags) throws Exception {
    String query = tags.length == 0 ? "" : "?tag=" + String.join("&tag=", tags);
    return get("/actuator/metrics/" + name + query).at("/measurements/0/value").asLong();
  }

  /** An attribute of the JSR-107 statistics bean of a cache, read by JMX. */
  @SuppressWarnings("BanJNDI") // the process is our own
  long jmx(String cache, String attribute) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
    try (JMXConnector connector =
        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
      ObjectName bean =
          new ObjectName(
              "javax.cache:type=CacheStatistics,CacheManager=heliosdb.edge,Cache=" + cache);
      return (Long) connector.getMBeanServerConnection().getAttribute(bean, attribute);
    } finally {
      machine.detach();
    }
  }

  private JsonNode json(HttpRequest request) throws Exception {
    HttpResponse<String> response = send(request);
    if (response.statusCode() != 200) {
      throw new IOException(request.uri() + " was answered by " + response.statusCode());
    }
    return json.readTree(response.body());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString(UTF_8));
  }

  /** Ends it as an operator does, and waits until it has closed its caches. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("The service did not end within " + STOP_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the service was ending", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
