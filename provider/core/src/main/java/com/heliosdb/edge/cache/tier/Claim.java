package com.heliosdb.edge.cache.tier;

import java.util.concurrent.CountDownLatch;

/** A key reserved by one thread while user code runs for it. */
final class Claim {
  final Object key;
  final String cacheName;
  final Thread owner = Thread.currentThread();
  final CountDownLatch released = new CountDownLatch(1);

  Claim(Object key, String cacheName) {
    this.key = key;
    this.cacheName = cacheName;
  }

  @Override
  public String toString() {
    return "'" + key + "' of cache '" + cacheName + "'";
  }
}
