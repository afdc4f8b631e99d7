package com.heliosdb.edge.cache.azure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a client and a server on the loopback address and fails as a network does. It
 * copies bytes; a request is what begins with a method. Thread-safe.
 */
final class FaultProxy implements AutoCloseable {
  private static final Pattern REQUEST = Pattern.compile("(GET|HEAD|PUT|DELETE) (\\S+) HTTP/1.1");
  private static final int BUFFER = 1 << 16;
  private static final String BUSY =
      String.join(
          "\r\n",
          "HTTP/1.1 503 Server Busy",
          "Retry-After: 30",
          "x-ms-error-code: ServerBusy",
          "x-ms-request-id: 0815",
          "Content-Length: 0",
          "",
          "");

  /** What happens to answers from now on. */
  private record Fault(boolean busy, Duration delay, long bytes, boolean cut) {
    static final Fault NONE = new Fault(false, Duration.ZERO, Long.MAX_VALUE, false);
  }

  private final ServerSocket listener;
  private final int target;
  private final Thread acceptor;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Fault fault = Fault.NONE;
  private volatile Consumer<String> onRequest = request -> {};
  private volatile CountDownLatch hungUp = new CountDownLatch(1);

  FaultProxy(int target) throws IOException {
    this(target, 0);
  }

  FaultProxy(int target, int port) throws IOException {
    this.target = target;
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    acceptor = start("accept", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Answers every request with 503 and says to come back later. */
  void answerBusy() {
    fault = new Fault(true, Duration.ZERO, 0, false);
  }

  /** Holds every part of an answer back for so long. */
  void delay(Duration delay) {
    fault = new Fault(false, delay, Long.MAX_VALUE, false);
  }

  /** Passes so many bytes of an answer on, and then no more. */
  void hangAfter(long bytes) {
    hungUp = new CountDownLatch(1);
    fault = new Fault(false, Duration.ZERO, bytes, false);
  }

  /** Passes so many bytes of an answer on, and then closes the connection. */
  void cutAfter(long bytes) {
    fault = new Fault(false, Duration.ZERO, bytes, true);
  }

  void heal() {
    fault = Fault.NONE;
  }

  /** Done with each request, as {@code DELETE /path}, before it is passed on. */
  void onRequest(Consumer<String> action) {
    onRequest = action;
  }

  /** The requests so far, as {@code GET /path}. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  void forgetRequests() {
    requests.clear();
  }

  /** Opened when the client gives a connection up that hangs. */
  CountDownLatch hungUp() {
    return hungUp;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(server);
        start("to-server", () -> passRequests(client, server));
        start("to-client", () -> passAnswers(client, server));
      } catch (IOException e) {
        // Closed, or the server is away: the client sees it at its end.
        closeAll();
      }
    }
  }

  private void passRequests(Socket client, Socket server) {
    byte[] buffer = new byte[BUFFER];
    try (client;
        server) {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        Matcher head = REQUEST.matcher(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        boolean request = head.lookingAt();
        if (request) {
          String shown = head.group(1) + " " + head.group(2);
          requests.add(shown);
          onRequest.accept(shown);
        }
        if (!fault.busy()) {
          out.write(buffer, 0, n);
        } else if (request) {
          client.getOutputStream().write(BUSY.getBytes(StandardCharsets.ISO_8859_1));
        }
      }
    } catch (IOException e) {
      // One of them is gone.
    }
    if (fault.bytes() != Long.MAX_VALUE) {
      hungUp.countDown();
    }
  }

  private void passAnswers(Socket client, Socket server) {
    byte[] buffer = new byte[BUFFER];
    Fault counted = fault;
    long passed = 0;
    try (client;
        server) {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        Fault now = fault;
        passed = now.equals(counted) ? passed : 0;
        counted = now;
        LockSupport.parkNanos(now.delay().toNanos());
        int most = (int) Math.min(n, now.bytes() - passed);
        out.write(buffer, 0, most);
        passed += most;
        if (most < n && now.cut()) {
          return;
        }
      }
    } catch (IOException e) {
      // One of them is gone.
    }
  }

  private static Thread start(String name, Runnable task) {
    Thread thread = new Thread(task, "fault-proxy-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void closeAll() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    try {
      // What it has just accepted would be open after this.
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeAll();
  }
}
