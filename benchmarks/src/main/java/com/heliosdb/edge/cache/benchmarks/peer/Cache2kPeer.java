package com.heliosdb.edge.cache.benchmarks.peer;

import javax.cache.configuration.Configuration;
import org.cache2k.Cache2kBuilder;
import org.cache2k.jcache.ExtendedMutableConfiguration;
import org.cache2k.jcache.JCacheConfig;

/**
 * cache2k's JCache provider, with an entry capacity: its default is 2,000. Given a configuration of
 * its own it would no longer copy, so what plain JCache gets is switched on again.
 */
final class Cache2kPeer extends ProviderPeer {
  Cache2kPeer() {
    super("org.cache2k.jcache.provider.JCacheProvider");
  }

  @Override
  <V> Configuration<String, V> configure(CacheSpec<V> spec) {
    Class<V> type = typeOf(spec);
    Cache2kBuilder<String, V> own =
        Cache2kBuilder.of(String.class, type)
            .entryCapacity(spec.capacity())
            .with(
                JCacheConfig.class,
                jcache ->
                    jcache
                        .copyAlwaysIfRequested(true)
                        .supportOnlineListenerAttachment(true)
                        .enableStatistics(spec.statistics()));
    ExtendedMutableConfiguration<String, V> configuration = ExtendedMutableConfiguration.of(own);
    var standard = spec.standard();
    configuration.setTypes(String.class, type);
    configuration.setStoreByValue(standard.isStoreByValue());
    configuration.setStatisticsEnabled(standard.isStatisticsEnabled());
    configuration.setExpiryPolicyFactory(standard.getExpiryPolicyFactory());
    return configuration;
  }

  /** It refuses arrays as the type of values, and stores them all the same. */
  @SuppressWarnings("unchecked") // the type is only compared with that of values
  private static <V> Class<V> typeOf(CacheSpec<V> spec) {
    return spec.valueType().isArray() ? (Class<V>) Object.class : spec.valueType();
  }
}
