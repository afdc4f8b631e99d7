package com.heliosdb.edge.cache.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.TierStatistics;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.Caching;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The edge node: an HTTP server that answers from its cache, and has the cache fetch from the
 * origin what it does not hold. This is the class that shows how the cache is used.
 *
 * <p>{@code PUT} changes what the cache holds, on all nodes that share its region. {@code GET
 * /-/line}, {@code /-/table} and {@code /-/counts} tell what the tiers did; {@code POST /-/demote}
 * runs the demotion scan at once.
 */
final class EdgeNode implements AutoCloseable {
  /** Short, so that entries go cold within the minute this example runs. The default is 1 h. */
  static final Duration DEMOTION_IDLE = Duration.ofSeconds(2);

  private static final String PROVIDER = "com.heliosdb.edge.cache.jcache.EdgeCachingProvider";

  private final URI origin;
  private final AtomicLong loads = new AtomicLong();
  private final CachingProvider provider;
  private final Cache<String, byte[]> cache;
  private final ExecutorService threads = Http.threads("edge");
  private final HttpServer server;

  /** Opens the cache on its directory, with what it held when it was closed, and serves. */
  EdgeNode(URI origin, Path directory, long heapBytes, long diskBytes) throws IOException {
    this(origin, directory, heapBytes, diskBytes, Map.of());
  }

  /**
   * Opens the cache with further settings, such as those of a region it shares with other nodes.
   *
   * @param settings as in reference.conf, without the prefix
   */
  EdgeNode(URI origin, Path directory, long heapBytes, long diskBytes, Map<String, String> settings)
      throws IOException {
    this.origin = origin;

    EdgeCacheConfiguration<String, byte[]> configuration =
        new EdgeCacheConfiguration<String, byte[]>()
            .setHeapCapacity(heapBytes)
            .setDiskPath(directory)
            .setDiskCapacity(diskBytes)
            .setDemotionIdle(DEMOTION_IDLE);
    settings.forEach(configuration::set);
    configuration
        .setTypes(String.class, byte[].class)
        .setReadThrough(true)
        .setCacheLoaderFactory(FromOrigin::new)
        .setStatisticsEnabled(true);

    // By its name, for Hazelcast's jar registers providers of its own.
    provider = Caching.getCachingProvider(PROVIDER);
    cache = provider.getCacheManager().createCache("resources", configuration);

    server = Http.server();
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.createContext("/-/line", exchange -> answer(exchange, Report.line(statistics())));
    server.createContext("/-/table", exchange -> answer(exchange, Report.table(statistics())));
    server.createContext("/-/counts", exchange -> answer(exchange, counts().toString()));
    server.createContext("/-/demote", exchange -> answer(exchange, "" + demoteColdEntries()));
    server.start();
  }

  URI uri() {
    return Http.uri(server);
  }

  /** How often the cache asked the loader. */
  long loads() {
    return loads.get();
  }

  EdgeCacheStatistics statistics() {
    return edgeCache().tierStatistics();
  }

  Counts counts() {
    Map<Tier, TierStatistics> tiers = statistics().tiers();
    return new Counts(
        hits(tiers.get(Tier.HEAP)),
        hits(tiers.get(Tier.DISK)),
        hits(tiers.get(Tier.REGION)),
        loads());
  }

  private static long hits(@Nullable TierStatistics tier) {
    return tier == null ? 0 : tier.hits();
  }

  /** Who answered how many requests. {@link #parse} reads what {@link #toString} writes. */
  record Counts(long heapHits, long diskHits, long regionHits, long loads) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    static Counts parse(String text) {
      long[] each = Stream.of(text.split(" ", -1)).mapToLong(Long::parseLong).toArray();
      return new Counts(each[0], each[1], each[2], each[3]);
    }

    Counts plus(Counts other) {
      return new Counts(
          heapHits + other.heapHits,
          diskHits + other.diskHits,
          regionHits + other.regionHits,
          loads + other.loads);
    }

    Counts minus(Counts other) {
      return new Counts(
          heapHits - other.heapHits,
          diskHits - other.diskHits,
          regionHits - other.regionHits,
          loads - other.loads);
    }

    @Override
    public String toString() {
      return heapHits + " " + diskHits + " " + regionHits + " " + loads;
    }
  }

  int demoteColdEntries() {
    return edgeCache().demoteColdEntries();
  }

  /** Closes the cache cleanly; what it holds stays on disk. Does nothing the second time. */
  @Override
  public synchronized void close() {
    server.stop(0);
    threads.shutdownNow();
    provider.close();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    try {
      if (exchange.getRequestMethod().equals("PUT")) {
        cache.put(path, exchange.getRequestBody().readAllBytes());
        Http.reply(exchange, 200, new byte[0]);
        return;
      }
      byte[] resource = cache.get(path);
      Http.reply(exchange, resource == null ? 404 : 200, resource == null ? new byte[0] : resource);
    } catch (CacheException unreachable) {
      Http.reply(exchange, 502, unreachable.toString().getBytes(UTF_8));
    }
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    Http.reply(exchange, 200, text.getBytes(UTF_8));
  }

  @SuppressWarnings("unchecked") // unwrap takes a raw class, as JSR-107 has it
  private EdgeCache<String, byte[]> edgeCache() {
    return cache.unwrap(EdgeCache.class);
  }

  /** Fetches a resource when no tier holds it. */
  private final class FromOrigin implements CacheLoader<String, byte[]> {
    @Override
    public byte @Nullable [] load(String path) {
      loads.incrementAndGet();
      try {
        return Http.get(origin.resolve(path));
      } catch (IOException unreachable) {
        throw new CacheLoaderException("The origin did not answer for " + path, unreachable);
      }
    }

    @Override
    public Map<String, byte[]> loadAll(Iterable<? extends String> paths) {
      Map<String, byte[]> resources = new LinkedHashMap<>();
      for (String path : paths) {
        byte[] resource = load(path);
        if (resource != null) {
          resources.put(path, resource);
        }
      }
      return resources;
    }
  }

  /**
   * A node as a process of its own. Prints where it listens, and runs until its standard input
   * ends: when whoever started it asks it to stop, or is gone.
   *
   * @param args origin, directory, bytes of heap, bytes of disk; further settings, key=value
   */
  public static void main(String[] args) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : List.of(args).subList(4, args.length)) {
      int equals = setting.indexOf('=');
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try (EdgeNode node =
        new EdgeNode(
            URI.create(args[0]),
            Path.of(args[1]),
            Long.parseLong(args[2]),
            Long.parseLong(args[3]),
            settings)) {
      Runtime.getRuntime().addShutdownHook(new Thread(node::close, "edge-shutdown"));
      System.out.println(node.uri());
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (CacheException refused) {
      System.err.println("The edge node did not start: " + refused.getMessage());
      System.exit(1);
    }
  }
}
