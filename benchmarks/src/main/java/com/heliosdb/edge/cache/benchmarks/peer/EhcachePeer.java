package com.heliosdb.edge.cache.benchmarks.peer;

import static org.ehcache.config.builders.CacheConfigurationBuilder.newCacheConfigurationBuilder;

import javax.cache.configuration.Configuration;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.ExpiryPolicyBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.expiry.ExpiryPolicy;
import org.ehcache.impl.config.copy.DefaultCopierConfiguration;
import org.ehcache.impl.copy.IdentityCopier;
import org.ehcache.impl.copy.SerializingCopier;
import org.ehcache.jsr107.Eh107Configuration;
import org.ehcache.jsr107.config.ConfigurationElementState;
import org.ehcache.jsr107.config.Jsr107CacheConfiguration;

/**
 * Ehcache's own JCache provider, with a bound on heap entries. Such a bound can only be given in
 * its own configuration, which therefore repeats what it does for plain JCache: by value, strings
 * are shared and other values are serialized.
 */
final class EhcachePeer extends ProviderPeer {
  private static final java.time.Duration FAR = java.time.Duration.ofHours(24);

  EhcachePeer() {
    super("org.ehcache.jsr107.EhcacheCachingProvider");
  }

  @Override
  <V> Configuration<String, V> configure(CacheSpec<V> spec) {
    CacheConfigurationBuilder<String, V> builder =
        newCacheConfigurationBuilder(
                String.class, spec.valueType(), ResourcePoolsBuilder.heap(spec.capacity()))
            .withExpiry(expiry(spec.lifetime()))
            .withService(
                new Jsr107CacheConfiguration(
                    state(spec.statistics()), ConfigurationElementState.DISABLED))
            .withService(
                new DefaultCopierConfiguration<>(
                    IdentityCopier.identityCopier(), DefaultCopierConfiguration.Type.KEY));
    boolean shared = spec.byReference() || spec.valueType() == String.class;
    return Eh107Configuration.fromEhcacheCacheConfiguration(
        builder.withService(
            shared
                ? new DefaultCopierConfiguration<V>(
                    IdentityCopier.identityCopier(), DefaultCopierConfiguration.Type.VALUE)
                : new DefaultCopierConfiguration<V>(
                    SerializingCopier.asCopierClass(), DefaultCopierConfiguration.Type.VALUE)));
  }

  private static ConfigurationElementState state(boolean on) {
    return on ? ConfigurationElementState.ENABLED : ConfigurationElementState.DISABLED;
  }

  private static ExpiryPolicy<Object, Object> expiry(CacheSpec.Lifetime lifetime) {
    return switch (lifetime) {
      case ETERNAL -> ExpiryPolicyBuilder.noExpiration();
      case TTL -> ExpiryPolicyBuilder.timeToLiveExpiration(FAR);
      case ACCESS -> ExpiryPolicyBuilder.timeToIdleExpiration(FAR);
    };
  }
}
