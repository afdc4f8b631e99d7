package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.expiry.SystemTimeSource;
import com.heliosdb.edge.cache.expiry.TimeSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The JSR-107 provider: one open manager for each URI and class loader. Found by {@link
 * java.util.ServiceLoader}. Thread-safe; holds no lock while it closes a manager.
 *
 * <p>The default URI is {@code heliosdb:edge}, which is only a name. Class loaders are held weakly:
 * a manager that nobody closed goes with its loader, unless its entries or its configuration still
 * refer to the loader's classes.
 */
public final class EdgeCachingProvider implements CachingProvider {
  private static final URI DEFAULT_URI = URI.create("heliosdb:edge");

  private final Supplier<? extends TimeSource> clocks;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock. A manager refers to its loader weakly, or no key would ever be collected.
  private final Map<ClassLoader, Map<URI, EdgeCacheManager>> managers = new WeakHashMap<>();

  /** Creates a provider on the clock of the JVM. */
  public EdgeCachingProvider() {
    this(SystemTimeSource::new);
  }

  /**
   * Creates a provider whose managers take their clocks from here, and close them: a replay runs in
   * virtual time.
   *
   * @param clocks gives each manager its own
   */
  public EdgeCachingProvider(Supplier<? extends TimeSource> clocks) {
    this.clocks = clocks;
  }

  @Override
  public CacheManager getCacheManager(
      @Nullable URI uri, @Nullable ClassLoader classLoader, @Nullable Properties properties) {
    URI name = uriOrDefault(uri);
    ClassLoader loader = loaderOrDefault(classLoader);
    while (true) {
      EdgeCacheManager present;
      lock.lock();
      try {
        Map<URI, EdgeCacheManager> byUri = managers.computeIfAbsent(loader, any -> new HashMap<>());
        present = byUri.get(name);
        if (present == null || (present.isClosed() && !present.mayAwaitClose())) {
          present = new EdgeCacheManager(this, name, loader, copyOf(properties), clocks);
          byUri.put(name, present);
        }
      } finally {
        lock.unlock();
      }
      if (!present.isClosed()) {
        return present;
      }
      // The one before still holds its disk directories; a new one would find them in use.
      present.awaitClose();
    }
  }

  @Override
  public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader classLoader) {
    return getCacheManager(uri, classLoader, null);
  }

  @Override
  public CacheManager getCacheManager() {
    return getCacheManager(null, null, null);
  }

  /** The loader of this class, so that one provider always means the same manager. */
  @Override
  public ClassLoader getDefaultClassLoader() {
    return EdgeCachingProvider.class.getClassLoader();
  }

  @Override
  public URI getDefaultURI() {
    return DEFAULT_URI;
  }

  @Override
  public Properties getDefaultProperties() {
    return new Properties();
  }

  @Override
  public void close() {
    List<EdgeCacheManager> all = new ArrayList<>();
    lock.lock();
    try {
      managers.values().forEach(byUri -> all.addAll(byUri.values()));
    } finally {
      lock.unlock();
    }
    close(all);
  }

  @Override
  public void close(@Nullable ClassLoader classLoader) {
    List<EdgeCacheManager> all;
    lock.lock();
    try {
      all = List.copyOf(managersOf(classLoader).values());
    } finally {
      lock.unlock();
    }
    close(all);
  }

  @Override
  public void close(@Nullable URI uri, @Nullable ClassLoader classLoader) {
    EdgeCacheManager manager;
    lock.lock();
    try {
      manager = managersOf(classLoader).get(uriOrDefault(uri));
    } finally {
      lock.unlock();
    }
    if (manager != null) {
      manager.close();
    }
  }

  @Override
  public boolean isSupported(OptionalFeature optionalFeature) {
    return optionalFeature == OptionalFeature.STORE_BY_REFERENCE;
  }

  /** Forgets a manager that has finished closing. */
  void release(EdgeCacheManager manager) {
    lock.lock();
    try {
      managers.values().forEach(byUri -> byUri.remove(manager.getURI(), manager));
      managers.values().removeIf(Map::isEmpty);
    } finally {
      lock.unlock();
    }
  }

  private Map<URI, EdgeCacheManager> managersOf(@Nullable ClassLoader classLoader) {
    return managers.getOrDefault(loaderOrDefault(classLoader), Map.of());
  }

  private static void close(Collection<EdgeCacheManager> managers) {
    managers.forEach(EdgeCacheManager::close);
  }

  private URI uriOrDefault(@Nullable URI uri) {
    return uri == null ? getDefaultURI() : uri;
  }

  private ClassLoader loaderOrDefault(@Nullable ClassLoader classLoader) {
    return classLoader == null ? getDefaultClassLoader() : classLoader;
  }

  /** A flat copy, which also has what the original only inherits from its defaults. */
  private static Properties copyOf(@Nullable Properties properties) {
    Properties copy = new Properties();
    if (properties != null) {
      properties.stringPropertyNames().forEach(key -> copy.put(key, properties.getProperty(key)));
      copy.putAll(properties);
    }
    return copy;
  }
}
