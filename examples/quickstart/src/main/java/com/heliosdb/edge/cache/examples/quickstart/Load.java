package com.heliosdb.edge.cache.examples.quickstart;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Requests to all nodes in turn that go on, whatever happens, until this is closed; a request that
 * fails is counted. {@link #begin} is for one thread.
 */
final class Load implements AutoCloseable {
  private static final int BATCH = 100;

  private final List<URI> nodes;
  private final Workload workload;
  private final ExecutorService threads = Http.threads("load");
  private volatile Phase phase = new Phase();

  // The following are guarded by this.
  private List<String> batch = List.of();
  private int next;
  private int sent;

  /** Begins at once. */
  Load(List<URI> nodes, Workload workload) {
    this.nodes = List.copyOf(nodes);
    this.workload = workload;
    for (int i = 0; i < Http.CONNECTIONS; i++) {
      threads.execute(this::ask);
    }
  }

  /** From now on, what is sent belongs to a new phase. */
  Phase begin() {
    phase = new Phase();
    return phase;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException givenUp) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() {
    while (!threads.isShutdown()) {
      URI resource = nextResource();
      Phase mine = phase;
      long asked = System.nanoTime();
      boolean answered = isAnswered(resource);
      mine.add(System.nanoTime() - asked, answered);
    }
  }

  private synchronized URI nextResource() {
    if (next == batch.size()) {
      batch = workload.next(BATCH);
      next = 0;
    }
    return nodes.get(sent++ % nodes.size()).resolve(batch.get(next++));
  }

  private static boolean isAnswered(URI resource) {
    try {
      return Http.get(resource) != null;
    } catch (IOException failed) {
      return false;
    }
  }

  /** What became of the requests sent between two moments. Thread-safe. */
  static final class Phase {
    private final LongStream.Builder nanos = LongStream.builder();
    private int requests;
    private int failed;

    private synchronized void add(long tookNanos, boolean answered) {
      nanos.add(tookNanos);
      requests++;
      failed += answered ? 0 : 1;
      notifyAll();
    }

    /** Waits for so many requests. */
    synchronized void await(int wanted) throws InterruptedException {
      while (requests < wanted) {
        wait();
      }
    }

    /** What it came to; to be asked once, after the next one began. */
    synchronized Result result() {
      long[] sorted = nanos.build().sorted().toArray();
      return new Result(
          requests,
          failed,
          Duration.ofNanos(LongStream.of(sorted).sum() / Math.max(1, requests)),
          at(sorted, 0.5),
          at(sorted, 0.99),
          at(sorted, 1));
    }

    private static Duration at(long[] sorted, double share) {
      int last = sorted.length - 1;
      return last < 0 ? Duration.ZERO : Duration.ofNanos(sorted[(int) (share * last)]);
    }
  }

  /**
   * What the client saw in one phase.
   *
   * @param requests how many were sent
   * @param failed how many of them were answered with an error, with nothing, or not at all
   * @param mean mean time from request to the end of the body
   * @param median the time half of them took at most
   * @param p99 the time 99 of 100 took at most
   * @param slowest the longest time
   */
  record Result(
      int requests, int failed, Duration mean, Duration median, Duration p99, Duration slowest) {}
}
