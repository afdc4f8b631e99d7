package com.heliosdb.edge.cache.spring;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheResult;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;

/** What an application does with annotations of both kinds. Public, as proxies are made of it. */
@Configuration(proxyBeanMethods = false)
@EnableCaching
public class Catalogue {
  final AtomicInteger calls = new AtomicInteger();
  final CountDownLatch entered = new CountDownLatch(1);
  final CountDownLatch go = new CountDownLatch(1);

  @Cacheable("products")
  public String product(long id) {
    calls.incrementAndGet();
    return id < 0 ? null : "product " + id;
  }

  @CacheEvict("products")
  public void forget(long id) {}

  @Cacheable(cacheNames = "products", sync = true)
  public String slowly(String name) throws InterruptedException {
    calls.incrementAndGet();
    entered.countDown();
    go.await();
    return "slow " + name;
  }

  @CacheResult(cacheName = "prices")
  public Integer price(long id) {
    calls.incrementAndGet();
    return (int) id * 100;
  }

  @CacheRemove(cacheName = "prices")
  public void forgetPrice(long id) {}
}
