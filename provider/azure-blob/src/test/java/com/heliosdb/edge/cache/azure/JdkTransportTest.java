package com.heliosdb.edge.cache.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdkTransportTest {
  private static final int MOST_BYTES = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** So much more than is received that a client which reads on is found out, and ends. */
  private static final long FAR_TOO_MANY = 1L << 32;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch hungUp = new CountDownLatch(1);
  private final JdkTransport transport =
      new JdkTransport(threads, Duration.ofSeconds(10), MOST_BYTES);
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/chunked/", exchange -> answer(exchange, 0));
    server.createContext("/announced/", exchange -> answer(exchange, length(exchange)));
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** As many bytes as the end of the path says. */
  private void answer(HttpExchange exchange, long announced) throws IOException {
    byte[] part = new byte[10_000];
    exchange.sendResponseHeaders(200, announced);
    try (OutputStream body = exchange.getResponseBody()) {
      for (long left = length(exchange); left > 0; left -= part.length) {
        body.write(part, 0, (int) Math.min(left, part.length));
      }
    } catch (IOException e) {
      hungUp.countDown();
    }
  }

  private static long length(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    return Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
  }

  private byte[] body(String path, long bytes) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + path + bytes;
    return transport
        .send(new HttpRequest(HttpMethod.GET, url))
        .flatMap(answer -> answer.getBodyAsByteArray())
        .block(PATIENCE);
  }

  @Test
  void a_body_as_great_as_allowed_is_received() {
    assertThat(body("/announced/", MOST_BYTES)).hasSize(MOST_BYTES);
    assertThat(body("/chunked/", MOST_BYTES)).hasSize(MOST_BYTES);
  }

  @Test
  void a_greater_one_is_refused_before_it_comes_in() throws Exception {
    assertThatThrownBy(() -> body("/announced/", FAR_TOO_MANY))
        .hasRootCauseInstanceOf(IOException.class)
        .rootCause()
        .hasMessageContainingAll(Long.toString(FAR_TOO_MANY), "100000");
    assertThat(hungUp.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void one_that_does_not_say_how_long_it_is_is_given_up_when_it_gets_too_great() throws Exception {
    assertThatThrownBy(() -> body("/chunked/", FAR_TOO_MANY))
        .hasRootCauseInstanceOf(IOException.class)
        .rootCause()
        .hasMessageContainingAll("does not say how long it is", "100000");
    assertThat(hungUp.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void one_byte_too_many_is_too_many() {
    assertThatThrownBy(() -> body("/announced/", MOST_BYTES + 1))
        .hasRootCauseInstanceOf(IOException.class);
    assertThatThrownBy(() -> body("/chunked/", MOST_BYTES + 1))
        .hasRootCauseInstanceOf(IOException.class);
  }
}
