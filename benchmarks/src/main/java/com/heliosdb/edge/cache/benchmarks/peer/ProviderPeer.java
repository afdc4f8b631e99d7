package com.heliosdb.edge.cache.benchmarks.peer;

import java.util.Objects;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;

/** A peer reached through its JCache provider. */
abstract class ProviderPeer implements Peer {
  private final CachingProvider provider;
  private final CacheManager manager;

  ProviderPeer(String providerClass) {
    this(Caching.getCachingProvider(providerClass), CachingProvider::getCacheManager);
  }

  ProviderPeer(CachingProvider provider, Function<CachingProvider, CacheManager> manager) {
    this.provider = provider;
    this.manager = manager.apply(provider);
  }

  abstract <V> Configuration<String, V> configure(CacheSpec<V> spec);

  @Override
  public final <V> Cache<String, V> open(CacheSpec<V> spec) {
    return manager.createCache(spec.name(), configure(spec));
  }

  @Override
  public String version() {
    return Objects.requireNonNull(
        provider.getClass().getPackage().getImplementationVersion(),
        "the provider's jar names no version");
  }

  @Override
  public void close() {
    provider.close();
  }
}
