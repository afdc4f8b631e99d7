package com.heliosdb.edge.cache.examples.quickstart;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Asks a server for one resource after another over several connections, and takes the time. */
final class Client {
  private static final int PROGRESS_MILLIS = 200;

  private Client() {}

  /** Told now and then how many requests were answered. */
  @FunctionalInterface
  interface Progress {
    void answered(int requests) throws IOException;
  }

  /**
   * What the client saw.
   *
   * @param requests how many were answered
   * @param notFound how many of them with 404
   * @param bytes the bodies, together
   * @param elapsed from the first request to the last answer
   * @param mean mean time from request to the end of the body
   * @param median the time half of them took at most
   * @param p99 the time 99 of 100 took at most
   */
  record Result(
      int requests,
      long notFound,
      long bytes,
      Duration elapsed,
      Duration mean,
      Duration median,
      Duration p99) {}

  /**
   * Sends the requests in their order, as many at a time as there are connections.
   *
   * @throws IOException if one of them fails; the others are given up
   */
  static Result drive(URI server, List<String> paths, Progress progress)
      throws IOException, InterruptedException {
    int total = paths.size();
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    LongAdder notFound = new LongAdder();
    LongAdder bytes = new LongAdder();
    long[] nanos = new long[total];
    long start = System.nanoTime();

    ExecutorService threads = Http.threads("client");
    try {
      List<Future<?>> connections = new ArrayList<>();
      for (int i = 0; i < Http.CONNECTIONS; i++) {
        connections.add(
            threads.submit(
                () -> {
                  for (int next = sent.getAndIncrement();
                      next < total && !Thread.currentThread().isInterrupted();
                      next = sent.getAndIncrement()) {
                    long asked = System.nanoTime();
                    byte[] body = Http.get(server.resolve(paths.get(next)));
                    nanos[next] = System.nanoTime() - asked;
                    if (body == null) {
                      notFound.increment();
                    } else {
                      bytes.add(body.length);
                    }
                    answered.incrementAndGet();
                  }
                  return null;
                }));
      }
      threads.shutdown();
      while (!threads.awaitTermination(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
        progress.answered(answered.get());
      }
      for (Future<?> connection : connections) {
        connection.get();
      }
      progress.answered(answered.get());
    } catch (ExecutionException failed) {
      throw new IOException("A request failed: " + failed.getCause(), failed.getCause());
    } finally {
      threads.shutdownNow();
    }

    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    Arrays.sort(nanos);
    return new Result(
        total,
        notFound.sum(),
        bytes.sum(),
        elapsed,
        Duration.ofNanos(Arrays.stream(nanos).sum() / total),
        Duration.ofNanos(nanos[total / 2]),
        Duration.ofNanos(nanos[(int) (total * 0.99)]));
  }
}
