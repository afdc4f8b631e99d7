package com.heliosdb.edge.cache.examples.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The little HTTP all parts share: servers on loopback, requests over connections kept alive. */
final class Http {
  /** How many requests are under way at once: the client's connections, the servers' threads. */
  static final int CONNECTIONS = 16;

  private static final int TIMEOUT_MILLIS = 30_000;

  static {
    // Both are read once, when the JDK's classes load. Without the first, Nagle's algorithm holds
    // a response back for 40 ms; without the second, five connections are kept alive.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("http.maxConnections", Integer.toString(2 * CONNECTIONS));
  }

  private Http() {}

  /** A server on a free port of loopback, not yet started. */
  static HttpServer server() throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  /** Daemon threads for a server. */
  static ExecutorService threads(String name) {
    AtomicInteger count = new AtomicInteger();
    ThreadFactory factory =
        task -> {
          Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    return Executors.newFixedThreadPool(CONNECTIONS, factory);
  }

  /** Where a server is. */
  static URI uri(HttpServer server) {
    InetSocketAddress address = server.getAddress();
    return URI.create(
        "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/");
  }

  /** Answers with a body. */
  static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /**
   * The body found there; null if there is none (404).
   *
   * @throws IOException if the server cannot be reached or answers with another error
   */
  static byte @Nullable [] get(URI uri) throws IOException {
    return request("GET", uri, null);
  }

  /** Asks the server to do something, and returns its answer. */
  static byte @Nullable [] post(URI uri) throws IOException {
    return request("POST", uri, null);
  }

  /** Has the server take this for what is there. */
  static void put(URI uri, byte[] body) throws IOException {
    if (request("PUT", uri, body) == null) {
      throw new IOException("PUT " + uri + " was answered with status 404");
    }
  }

  private static byte @Nullable [] request(String method, URI uri, byte @Nullable [] sent)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setUseCaches(false);
    if (sent != null) {
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(sent);
      }
    }
    int status = connection.getResponseCode();
    // A body read to its end gives the connection back for the next request.
    try (InputStream in = status < 400 ? connection.getInputStream() : errorBody(connection)) {
      byte[] body = in.readAllBytes();
      if (status == HttpURLConnection.HTTP_OK) {
        return body;
      }
      if (status == HttpURLConnection.HTTP_NOT_FOUND) {
        return null;
      }
      throw new IOException(method + " " + uri + " was answered with status " + status);
    }
  }

  private static InputStream errorBody(HttpURLConnection connection) {
    InputStream body = connection.getErrorStream();
    return body == null ? InputStream.nullInputStream() : body;
  }
}
