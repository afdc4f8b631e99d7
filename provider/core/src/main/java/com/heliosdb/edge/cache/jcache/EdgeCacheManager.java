package com.heliosdb.edge.cache.jcache;

import com.heliosdb.edge.cache.config.EdgeCacheSettings;
import com.heliosdb.edge.cache.expiry.TimeSource;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caches of one URI and class loader, and what they share: settings, clock and workers.
 * Thread-safe. Opens no file and starts no thread before a cache asks for it; holds its class
 * loader weakly.
 */
public final class EdgeCacheManager implements CacheManager {
  private static final Logger log = LoggerFactory.getLogger(EdgeCacheManager.class);

  private final EdgeCachingProvider provider;
  private final URI uri;
  private final WeakReference<ClassLoader> classLoader;
  private final Properties properties;
  private final EdgeCacheSettings settings;
  private final TimeSource timeSource;
  private final Workers workers;
  private final NamedCaches caches;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Creates an open manager.
   *
   * @param properties the manager's own from now on
   * @param clocks asked once; the clock is closed with the manager if it can be
   * @throws com.heliosdb.edge.cache.config.InvalidSettingException if a setting is not valid
   */
  EdgeCacheManager(
      EdgeCachingProvider provider,
      URI uri,
      ClassLoader classLoader,
      Properties properties,
      Supplier<? extends TimeSource> clocks) {
    this.provider = provider;
    this.uri = uri;
    this.classLoader = new WeakReference<>(classLoader);
    this.properties = properties;
    settings = EdgeCacheSettings.load(uri, classLoader, properties);
    timeSource = clocks.get();
    workers = new Workers(this.classLoader);
    caches = new NamedCaches("Cache manager '" + uri + "'");
  }

  @Override
  public CachingProvider getCachingProvider() {
    return provider;
  }

  @Override
  public URI getURI() {
    return uri;
  }

  /** The class loader; null once it has been collected. */
  @Override
  public @Nullable ClassLoader getClassLoader() {
    return classLoader.get();
  }

  /** A copy of the properties this manager was created with. */
  @Override
  public Properties getProperties() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }

  @Override
  public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(
      String cacheName, C configuration) {
    Objects.requireNonNull(cacheName, "cacheName");
    Objects.requireNonNull(configuration, "configuration");
    caches.requireOpen();
    CompleteConfiguration<K, V> copy = Configurations.copyOf(cacheName, configuration);
    return caches.create(cacheName, () -> newCache(cacheName, copy));
  }

  private <K, V> EdgeCacheFront<K, V> newCache(
      String cacheName, CompleteConfiguration<K, V> configuration) {
    EdgeCacheFront<K, V> cache = CacheFactory.create(this, cacheName, configuration);
    try {
      cache.enableStatistics(configuration.isStatisticsEnabled());
      cache.enableManagement(configuration.isManagementEnabled());
      return cache;
    } catch (RuntimeException e) {
      try {
        cache.close();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws ClassCastException if a type is not exactly the configured one
   */
  @Override
  public <K, V> @Nullable Cache<K, V> getCache(
      String cacheName, Class<K> keyType, Class<V> valueType) {
    Objects.requireNonNull(keyType, "keyType");
    Objects.requireNonNull(valueType, "valueType");
    Cache<K, V> cache = getCache(cacheName);
    if (cache != null) {
      Configuration<?, ?> configured = configurationOf(cache);
      requireType(cacheName, "keys", configured.getKeyType(), keyType);
      requireType(cacheName, "values", configured.getValueType(), valueType);
    }
    return cache;
  }

  // The specification's own signature is raw.
  @SuppressWarnings("unchecked")
  private static Configuration<?, ?> configurationOf(Cache<?, ?> cache) {
    return cache.getConfiguration(Configuration.class);
  }

  private static void requireType(
      String cacheName, String what, Class<?> configured, Class<?> asked) {
    if (!configured.equals(asked)) {
      throw new ClassCastException(
          "Cache '%s' is configured for %s of %s, not %s"
              .formatted(cacheName, what, configured.getName(), asked.getName()));
    }
  }

  @Override
  // Types are not checked by this method; the specification says so.
  @SuppressWarnings("unchecked")
  public <K, V> @Nullable Cache<K, V> getCache(String cacheName) {
    Objects.requireNonNull(cacheName, "cacheName");
    caches.requireOpen();
    return (Cache<K, V>) caches.get(cacheName);
  }

  @Override
  public Iterable<String> getCacheNames() {
    caches.requireOpen();
    return caches.names();
  }

  @Override
  public void destroyCache(String cacheName) {
    Objects.requireNonNull(cacheName, "cacheName");
    caches.destroy(cacheName);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException also if there is no open cache of that name
   */
  @Override
  public void enableManagement(String cacheName, boolean enabled) {
    openCache(cacheName).enableManagement(enabled);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException also if there is no open cache of that name
   */
  @Override
  public void enableStatistics(String cacheName, boolean enabled) {
    openCache(cacheName).enableStatistics(enabled);
  }

  private EdgeCacheFront<?, ?> openCache(String cacheName) {
    Objects.requireNonNull(cacheName, "cacheName");
    caches.requireOpen();
    EdgeCacheFront<?, ?> cache = caches.get(cacheName);
    if (cache == null) {
      throw new IllegalStateException(
          "Cache manager '%s' has no open cache '%s'".formatted(uri, cacheName));
    }
    return cache;
  }

  /**
   * Closes all caches, each even if another fails, then workers and clock. A second thread that
   * closes waits for the first, unless the first may be waiting for it.
   */
  @Override
  public void close() {
    if (!caches.close()) {
      if (mayAwaitClose()) {
        awaitClose();
      }
      return;
    }
    try {
      caches.awaitOthers();
      workers.close();
      closeTimeSource();
    } finally {
      provider.release(this);
      closed.countDown();
    }
  }

  private void closeTimeSource() {
    if (timeSource instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        log.warn("The clock of cache manager '{}' failed to close", uri, e);
      }
    }
  }

  @Override
  public boolean isClosed() {
    return caches.isClosed();
  }

  @Override
  public <T> T unwrap(Class<T> clazz) {
    if (clazz.isInstance(this)) {
      return clazz.cast(this);
    }
    throw new IllegalArgumentException(
        "An %s is no %s".formatted(EdgeCacheManager.class.getName(), clazz.getName()));
  }

  @Override
  public String toString() {
    return "EdgeCacheManager[" + uri + (isClosed() ? ", closed]" : "]");
  }

  /** Whether the calling thread can wait for the end of a close without being part of it. */
  boolean mayAwaitClose() {
    return !workers.runCurrentThread()
        && !caches.isBusyIn(Thread.currentThread())
        && !UserCode.runsInCurrentThread();
  }

  /** Waits until {@link #close} has finished in another thread. */
  void awaitClose() {
    boolean interrupted = false;
    while (true) {
      try {
        closed.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The clock of all caches of this manager. */
  TimeSource timeSource() {
    return timeSource;
  }

  /** The settings of this manager. */
  EdgeCacheSettings settings() {
    return settings;
  }

  /**
   * Daemon threads for what callers do not wait for, such as {@code loadAll} and asynchronous
   * listeners. Rejects work once the manager has closed its caches.
   */
  Executor executor() {
    return workers;
  }

  /** The class loader; null once it has been collected. */
  @Nullable ClassLoader classLoader() {
    return classLoader.get();
  }

  /**
   * Called by a cache that begins to close itself. Optional; it lets user code that is called by
   * the closing thread come back to the manager without waiting for itself.
   */
  void cacheIsClosing(EdgeCacheFront<?, ?> cache) {
    caches.isClosing(cache);
  }

  /** Called by a cache that has closed itself: its name is free again. */
  void releaseCache(String cacheName) {
    caches.release(cacheName);
  }
}
