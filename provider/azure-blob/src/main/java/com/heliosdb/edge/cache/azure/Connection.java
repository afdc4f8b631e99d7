package com.heliosdb.edge.cache.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.util.Configuration;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A client of one container with threads of its own, shared by the stores with equal settings and
 * closed by the last of them. Thread-safe.
 */
final class Connection {
  private static final Map<Key, Connection> OPEN = new HashMap<>(); // guarded by itself
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(1);
  private static final int FEWEST_WORKERS = 4;
  private static final long IDLE_SECONDS = 10;
  private static final long JOIN_MILLIS = 1000;

  /** What stores must agree on to share a client. */
  private record Key(Access access, String container, Duration requestTimeout) {}

  private final Key key;
  private final String threadPrefix;
  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor timerThread;
  private final Scheduler timer;
  private final BlobContainerAsyncClient container;
  private int users; // guarded by OPEN

  /**
   * The connection for some settings; asks the service nothing.
   *
   * @throws IllegalArgumentException if the SDK does not understand them
   */
  static Connection to(AzureBlobOptions options) {
    Key key = new Key(options.access(), options.container(), options.requestTimeout());
    synchronized (OPEN) {
      Connection connection = OPEN.computeIfAbsent(key, Connection::new);
      connection.users++;
      return connection;
    }
  }

  private Connection(Key key) {
    this.key = key;
    threadPrefix = "edge-cache-azure-blob-" + COUNT.incrementAndGet() + "-";
    int most = Math.max(FEWEST_WORKERS, Runtime.getRuntime().availableProcessors());
    workers =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            daemons(threadPrefix),
            // After the end, the little that is left is done by the client's own thread.
            (task, pool) -> task.run());
    workers.allowCoreThreadTimeOut(true);
    timerThread = new ScheduledThreadPoolExecutor(1, daemons(threadPrefix + "timer-"));
    timerThread.setRemoveOnCancelPolicy(true);
    timer = Schedulers.fromExecutorService(timerThread, threadPrefix + "timer");
    BlobServiceClientBuilder builder =
        new BlobServiceClientBuilder()
            .configuration(Configuration.NONE)
            .retryOptions(
                new RequestRetryOptions(
                    RetryPolicyType.FIXED, 1, (Duration) null, null, null, null));
    // Before the HTTP client: that starts a thread, and this may fail.
    key.access().applyTo(builder);
    container =
        builder
            .httpClient(httpClient())
            .buildAsyncClient()
            .getBlobContainerAsyncClient(key.container());
  }

  private HttpClient httpClient() {
    Duration connect =
        key.requestTimeout().compareTo(LONGEST_CONNECT) < 0
            ? key.requestTimeout()
            : LONGEST_CONNECT;
    return new JdkTransport(workers, connect, Blobs.MOST_BYTES);
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** What the names of its threads begin with. */
  String threadPrefix() {
    return threadPrefix;
  }

  BlobContainerAsyncClient container() {
    return container;
  }

  /** Runs what is to happen later; must not be blocked. */
  Scheduler timer() {
    return timer;
  }

  Duration requestTimeout() {
    return key.requestTimeout();
  }

  /** Called once by each user; the last one ends the threads and waits for them for a moment. */
  void release() {
    synchronized (OPEN) {
      if (--users > 0) {
        return;
      }
      OPEN.remove(key);
    }
    // Timeouts that are running still come true, so that operations under way complete.
    timerThread.shutdown();
    workers.shutdown();
    try {
      boolean ended =
          workers.awaitTermination(JOIN_MILLIS, TimeUnit.MILLISECONDS)
              && timerThread.awaitTermination(JOIN_MILLIS, TimeUnit.MILLISECONDS);
      if (ended) {
        timer.dispose();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
