package com.heliosdb.edge.cache.benchmarks.peer;

import com.github.benmanes.caffeine.jcache.configuration.CaffeineConfiguration;
import java.util.OptionalLong;
import javax.cache.configuration.Configuration;

/** Caffeine's JCache provider, with a maximum size. */
final class CaffeinePeer extends ProviderPeer {
  CaffeinePeer() {
    super("com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider");
  }

  @Override
  <V> Configuration<String, V> configure(CacheSpec<V> spec) {
    return new CaffeineConfiguration<>(spec.standard())
        .setMaximumSize(OptionalLong.of(spec.capacity()));
  }
}
