package com.heliosdb.edge.cache.spring;

import javax.cache.CacheException;

/** An annotated method names a cache that does not exist. */
final class MissingCacheException extends CacheException {
  private static final long serialVersionUID = 1L;

  private final String cacheName;

  MissingCacheException(String message, String cacheName) {
    super(message);
    this.cacheName = cacheName;
  }

  String cacheName() {
    return cacheName;
  }
}
