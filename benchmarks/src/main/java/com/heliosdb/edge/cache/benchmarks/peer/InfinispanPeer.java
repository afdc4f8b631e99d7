package com.heliosdb.edge.cache.benchmarks.peer;

import javax.cache.configuration.Configuration;

/** Infinispan's embedded JCache provider. It takes no bound through JCache and has none. */
final class InfinispanPeer extends ProviderPeer {
  InfinispanPeer() {
    super("org.infinispan.jcache.embedded.JCachingProvider");
  }

  @Override
  <V> Configuration<String, V> configure(CacheSpec<V> spec) {
    return spec.standard();
  }
}
