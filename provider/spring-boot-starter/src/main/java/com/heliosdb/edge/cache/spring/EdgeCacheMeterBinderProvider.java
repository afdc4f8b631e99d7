package com.heliosdb.edge.cache.spring;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.micrometer.EdgeCacheMetrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.cache.metrics.JCacheCacheMeterBinderProvider;
import org.springframework.cache.jcache.JCacheCache;

/** Our meters for our caches, Boot's for those of other JCache providers. Stateless. */
final class EdgeCacheMeterBinderProvider extends JCacheCacheMeterBinderProvider {
  @Override
  public MeterBinder getMeterBinder(JCacheCache cache, Iterable<Tag> tags) {
    return cache.getNativeCache() instanceof EdgeCache<?, ?> edge
        ? new EdgeCacheMetrics(edge, tags)
        : super.getMeterBinder(cache, tags);
  }
}
