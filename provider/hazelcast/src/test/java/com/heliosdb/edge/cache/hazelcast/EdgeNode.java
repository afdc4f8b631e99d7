package com.heliosdb.edge.cache.hazelcast;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.hazelcast.History.Kind;
import com.heliosdb.edge.cache.hazelcast.History.Operation;
import com.heliosdb.edge.cache.hazelcast.History.Recorder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;

/**
 * A node in a JVM of its own: a cache with heap, disk and region, and random operations on a few
 * keys at an even rate. Does what its input says, a line at a time, answers each line by one line,
 * and ends when its input does. See {@link EdgeNodeProcess} for what it understands.
 */
final class EdgeNode {
  static final String ANSWER = "! ";
  static final String CACHE = "shared";
  static final List<String> KEYS = List.of("k0", "k1", "k2", "k3");
  static final long SEED = Long.getLong("node.seed", 1);

  private static Recorder recorder;

  private final String name;

  /** No key of the traffic, nor of another node: nothing makes it invalid. */
  private final String hotKey;

  private final EdgeCache<String, String> cache;
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicLong tokens = new AtomicLong();
  private volatile boolean stopped;
  private volatile Latencies latencies = new Latencies();
  private final AtomicLong lastWriteNanos = new AtomicLong();

  private EdgeNode(String name, EdgeCache<String, String> cache) {
    this.name = name;
    hotKey = "hot-" + name;
    this.cache = cache;
  }

  static Recorder recorder() {
    return recorder;
  }

  /**
   * Takes the node's name, the file of its history, threads, operations a second, and then settings
   * as {@code key=value}.
   */
  public static void main(String[] args) throws Exception {
    recorder = new Recorder(Path.of(args[1]));
    Properties settings = new Properties();
    Arrays.stream(args)
        .skip(4)
        .map(each -> each.split("=", 2))
        .forEach(each -> settings.setProperty("heliosdb.edge.cache." + each[0], each[1]));
    CacheManager manager =
        Caching.getCachingProvider("com.heliosdb.edge.cache.jcache.EdgeCachingProvider")
            .getCacheManager(URI.create("node"), null, settings);
    MutableConfiguration<String, String> configuration =
        new MutableConfiguration<String, String>()
            .setTypes(String.class, String.class)
            .setStatisticsEnabled(true);
    @SuppressWarnings("unchecked")
    EdgeCache<String, String> cache =
        manager.createCache(CACHE, configuration).unwrap(EdgeCache.class);
    EdgeNode node = new EdgeNode(args[0], cache);
    answer("ready");
    node.obey(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    Runtime.getRuntime().halt(0);
  }

  private static void answer(String line) {
    System.out.println(ANSWER + line);
  }

  private void obey(int threads, int operationsPerSecond) throws Exception {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "start" -> answer(start(threads, operationsPerSecond));
        case "stop" -> answer(stop());
        case "run" -> answer(run(Long.parseLong(words[1])));
        case "hits" -> answer(hits(Long.parseLong(words[1])));
        case "look" -> answer(look());
        case "statistics" -> answer(statistics());
        default -> throw new IllegalArgumentException(line);
      }
    }
  }

  private String start(int threads, int operationsPerSecond) {
    warm();
    for (int i = 0; i < threads; i++) {
      Worker worker = new Worker(i, TimeUnit.SECONDS.toNanos(1) * threads / operationsPerSecond);
      workers.add(worker);
      worker.start();
    }
    return "started";
  }

  /** Until the entry is on the heap, where it then stays: nobody writes it. */
  private void warm() {
    cache.put(hotKey, "hot");
    for (int i = 0; i < 100; i++) {
      cache.get(hotKey);
    }
  }

  /** Ends all operations; answers when the last write ended, and which threads are stuck. */
  private String stop() throws InterruptedException, IOException {
    stopped = true;
    long stuck = 0;
    for (Worker worker : workers) {
      worker.join(TimeUnit.SECONDS.toMillis(30));
      stuck += worker.isAlive() ? 1 : 0;
    }
    recorder.flush();
    return "%d %d".formatted(stuck, lastWriteNanos.get());
  }

  /** Lets the operations go on for so long; answers how long they took in that time. */
  private String run(long millis) {
    latencies = new Latencies();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    return latencies.toString();
  }

  /** Reads what is on the heap; answers how many were found, and in how many nanoseconds. */
  private String hits(long count) {
    long found = 0;
    long begin = System.nanoTime();
    for (long i = 0; i < count; i++) {
      found += cache.get(hotKey) == null ? 0 : 1;
    }
    return "%d %d".formatted(found, System.nanoTime() - begin);
  }

  /** Reads every key. */
  private String look() throws IOException {
    List<String> seen = new ArrayList<>();
    for (String key : KEYS) {
      String token = read(key, () -> cache.get(key));
      seen.add(token == null ? History.NOTHING : token);
    }
    recorder.flush();
    return String.join(" ", seen);
  }

  private String statistics() {
    return "dropped on purpose %d, aside %s, %s"
        .formatted(
            RecordingRegionStoreProvider.DROPPED.get(),
            cache.tiersAside(),
            cache.tierStatistics().region());
  }

  private String read(String key, Supplier<String> operation) {
    long begin = recorder.nanos();
    String token = operation.get();
    recorder.add(new Operation(Kind.READ, key, token, begin, recorder.nanos()));
    return token;
  }

  /** What operations took. Thread-safe. */
  private static final class Latencies {
    private static final int MOST = 200_000;

    // Guarded by this.
    private final long[] nanos = new long[MOST];
    private int count;

    synchronized void add(long each) {
      nanos[count++ % MOST] = each;
    }

    @Override
    public synchronized String toString() {
      long[] sorted = Arrays.copyOf(nanos, Math.min(count, MOST));
      Arrays.sort(sorted);
      return "%d operations, microseconds: p50 %d, p99 %d, p999 %d, max %d"
          .formatted(count, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), at(sorted, 1));
    }

    private static long at(long[] sorted, double share) {
      int at = (int) Math.ceil(sorted.length * share) - 1;
      return sorted.length == 0 ? 0 : sorted[Math.max(0, at)] / 1_000;
    }
  }

  private final class Worker extends Thread {
    private final Random random;
    private final long intervalNanos;

    Worker(int number, long intervalNanos) {
      super("traffic-" + number);
      random = new Random(SEED * 31 + number);
      this.intervalNanos = intervalNanos;
      setDaemon(true);
    }

    @Override
    public void run() {
      long due = System.nanoTime();
      while (!stopped) {
        long wait = due - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
          continue;
        }
        long begin = System.nanoTime();
        operate(KEYS.get(random.nextInt(KEYS.size())));
        latencies.add(System.nanoTime() - begin);
        // What could not be done in time is not made up for.
        due = Math.max(due + intervalNanos, System.nanoTime() - intervalNanos);
      }
    }

    private void operate(String key) {
      String token = "<%s/%s/%d>".formatted(key, name, tokens.incrementAndGet());
      int kind = random.nextInt(100);
      long begin = recorder.nanos();
      try {
        if (kind < 55) {
          read(key, () -> cache.get(key));
        } else if (kind < 75) {
          cache.put(key, token);
          wrote(key, token, begin);
        } else if (kind < 83) {
          RecordingRegionStoreProvider.REMOVAL.set(token);
          if (cache.remove(key)) {
            wrote(key, token, begin);
          }
        } else if (kind < 92) {
          if (cache.putIfAbsent(key, token)) {
            wrote(key, token, begin);
          }
        } else {
          if (cache.replace(key, token)) {
            wrote(key, token, begin);
          }
        }
      } catch (RuntimeException e) {
        e.printStackTrace(System.out);
        recorder.add(new Operation(Kind.FAILED, key, token, begin, recorder.nanos()));
      } finally {
        RecordingRegionStoreProvider.REMOVAL.remove();
      }
    }

    private void wrote(String key, String token, long begin) {
      long end = recorder.nanos();
      recorder.add(new Operation(Kind.WRITTEN, key, token, begin, end));
      lastWriteNanos.accumulateAndGet(end, Math::max);
    }
  }
}
