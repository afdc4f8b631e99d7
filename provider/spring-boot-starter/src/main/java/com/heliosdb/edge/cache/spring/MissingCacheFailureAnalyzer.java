package com.heliosdb.edge.cache.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says how a missing cache is created. Stateless. */
final class MissingCacheFailureAnalyzer extends AbstractFailureAnalyzer<MissingCacheException> {
  /** Called by Spring. */
  MissingCacheFailureAnalyzer() {}

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, MissingCacheException cause) {
    String name = cause.cacheName();
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Correct the name, or create the cache: add it to spring.cache.cache-names, make a setting"
            + " of its own such as heliosdb.edge.cache.caches[%s].heap.capacity, or call"
                .formatted(name)
            + " createCache in a JCacheManagerCustomizer.",
        cause);
  }
}
