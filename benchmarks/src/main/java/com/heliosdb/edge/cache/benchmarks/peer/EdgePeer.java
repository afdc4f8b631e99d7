package com.heliosdb.edge.cache.benchmarks.peer;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/** The product itself, with the heap tier alone or with a disk tier below it. */
public final class EdgePeer extends ProviderPeer {
  /** The class name of its JCache provider. */
  public static final String PROVIDER = "com.heliosdb.edge.cache.jcache.EdgeCachingProvider";

  private static final String POM = "/META-INF/maven/com.heliosdb.edge/edge-cache/pom.properties";
  private static final int MOST_ROUNDS = 100;

  private final @Nullable TemporaryDirectory directory;

  private EdgePeer(@Nullable TemporaryDirectory directory) {
    super(PROVIDER);
    this.directory = directory;
  }

  static Peer heapOnly() {
    return new EdgePeer(null);
  }

  static Peer heapAndDisk() {
    return new EdgePeer(new TemporaryDirectory());
  }

  /** The version of the product on the class path. */
  public static String productVersion() {
    try (InputStream in = EdgeCache.class.getResourceAsStream(POM)) {
      if (in == null) {
        return "of this build";
      }
      Properties pom = new Properties();
      pom.load(in);
      return pom.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String version() {
    return productVersion();
  }

  @Override
  <V> Configuration<String, V> configure(CacheSpec<V> spec) {
    long heapBytes = Runtime.getRuntime().maxMemory() / 2;
    EdgeCacheConfiguration<String, V> configuration =
        new EdgeCacheConfiguration<>(spec.standard())
            .setHeapCapacity(heapBytes)
            .setHeapMaxEntries(spec.capacity());
    if (directory != null) {
      Path path = directory.path();
      configuration.setDiskPath(path).setDiskCapacity(4 * heapBytes);
    }
    return configuration;
  }

  /** With a disk tier, an entry comes to the heap by being read. */
  @Override
  public <V> void warm(Cache<String, V> cache, String[] keys) {
    @SuppressWarnings("unchecked") // a cache of strings is wanted back
    EdgeCache<String, V> edge = cache.unwrap(EdgeCache.class);
    for (String key : keys) {
      int rounds = 0;
      while (!edge.tierOf(key).equals(Optional.of(Tier.HEAP))) {
        if (++rounds > MOST_ROUNDS || edge.get(key) == null) {
          throw new IllegalStateException(
              "'%s' is in %s after %d reads, not on the heap"
                  .formatted(key, edge.tierOf(key), rounds));
        }
      }
    }
  }

  @Override
  public void close() {
    super.close();
    if (directory != null) {
      directory.close();
    }
  }
}
