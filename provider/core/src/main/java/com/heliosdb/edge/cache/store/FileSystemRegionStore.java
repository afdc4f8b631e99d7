package com.heliosdb.edge.cache.store;

import com.heliosdb.edge.cache.expiry.TimeSource;
import com.heliosdb.edge.cache.spi.RegionKey;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A region in a directory that its nodes share. Thread-safe; does its work on daemon threads of its
 * own, which end when idle. The files: {@link RegionFiles}.
 *
 * <p>It does not broadcast. It is durable, but promises no linearizability: what one machine has
 * written another one sees as soon as the file system that they share lets it.
 */
final class FileSystemRegionStore implements RegionStore {
  private static final Logger log = LoggerFactory.getLogger(FileSystemRegionStore.class);

  private static final String CLOSED = "the region store is closed";
  private static final int THREADS = 8;
  private static final int MOST_WAITING = 4096;
  private static final long IDLE_SECONDS = 10;
  private static final long PATIENCE_SECONDS = 10;

  /** Does what may throw. */
  @FunctionalInterface
  private interface Work<T> {
    @Nullable T run() throws IOException;
  }

  private final RegionFiles files;
  private final AutoCloseable ownedTime;
  private final TimeSource.Registration sweeping;
  private final ThreadPoolExecutor pool;
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicBoolean sweepAsked = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Creates the store; touches no file yet.
   *
   * @param directory of this cache, shared by the nodes
   * @param capacityBytes what its records may take
   * @param sweepInterval time between two searches for what has expired or is too much
   * @param time the clock
   * @param ownedTime closed with the store
   */
  FileSystemRegionStore(
      Path directory,
      long capacityBytes,
      Duration sweepInterval,
      TimeSource time,
      AutoCloseable ownedTime) {
    this.files = new RegionFiles(directory, capacityBytes, time::millis, closed::get);
    this.ownedTime = ownedTime;
    pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            this::newThread);
    pool.allowCoreThreadTimeOut(true);
    sweeping = time.every(sweepInterval, this::sweep);
  }

  private Thread newThread(Runnable work) {
    Thread thread =
        new Thread(null, work, "edge-cache-region-file-" + numbers.incrementAndGet(), 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(FileSystemRegionStore.class.getClassLoader());
    return thread;
  }

  @Override
  public CompletionStage<Long> generation() {
    return run(files::generation);
  }

  @Override
  public CompletionStage<Long> startGeneration(long generation) {
    return run(
        () -> {
          long inForce = files.startGeneration(generation);
          sweepSoon();
          return inForce;
        });
  }

  @Override
  public CompletionStage<RegionRecord> get(long generation, RegionKey key) {
    return run(() -> files.get(generation, key));
  }

  @Override
  public CompletionStage<Outcome> putIfNewer(long generation, RegionKey key, RegionRecord record) {
    return run(
        () -> {
          Outcome outcome = files.putIfNewer(generation, key, record);
          if (files.wantsSweep()) {
            sweepSoon();
          }
          return outcome;
        });
  }

  @Override
  public boolean broadcasts() {
    return false;
  }

  @Override
  public CompletionStage<Void> publish(byte[] message) {
    return CompletableFuture.failedFuture(
        new IOException(closed.get() ? CLOSED : "a region in a directory does not broadcast"));
  }

  @Override
  public Closeable subscribe(Subscriber subscriber) throws IOException {
    if (closed.get()) {
      throw new IOException(CLOSED);
    }
    return () -> {};
  }

  @Override
  public CompletionStage<Void> check() {
    return run(
        () -> {
          files.probe();
          return null;
        });
  }

  @Override
  public boolean linearizable() {
    return false;
  }

  private <T> CompletionStage<T> run(Work<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      pool.execute(
          () -> {
            try {
              result.complete(work.run());
            } catch (Throwable e) { // whatever it is, the caller is waiting for it
              result.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new IOException(
              closed.get() ? CLOSED : "more than " + MOST_WAITING + " operations are waiting", e));
    }
    return result;
  }

  private void sweepSoon() {
    if (sweepAsked.compareAndSet(false, true)) {
      try {
        pool.execute(this::sweep);
      } catch (RejectedExecutionException e) {
        // Too busy, or closed: the next regular one does it.
        sweepAsked.set(false);
      }
    }
  }

  private void sweep() {
    sweepAsked.set(false);
    try {
      files.sweep();
    } catch (IOException | RuntimeException e) {
      log.debug("A sweep of the region's directory failed; it is repeated later", e);
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    pool.shutdown();
    try {
      sweeping.close();
      ownedTime.close();
      if (pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        files.close();
      }
      // Else the locks stay: work that hangs in the file system still counts on them.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
