package com.heliosdb.edge.cache.examples.springboot;

import java.util.ArrayList;
import java.util.List;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

/** What the service knows about products; the caches are those of application.properties. */
@Service
public class Catalogue {
  private final ProductRepository repository;

  Catalogue(ProductRepository repository) {
    this.repository = repository;
  }

  /** The product, or null; Spring's annotation, which keeps the null too. */
  @Cacheable("products")
  public @Nullable Product product(long id) {
    return repository.product(id).orElse(null);
  }

  /** A category's products; of many threads that ask at once, one asks the database. */
  @Cacheable(cacheNames = "categories", sync = true)
  public List<Product> products(String category) {
    return new ArrayList<>(repository.products(category));
  }

  /** The price in cents, or null; JSR-107's annotation. */
  @CacheResult(cacheName = "prices")
  public @Nullable Integer cents(@CacheKey long id) {
    return repository.cents(id).orElse(null);
  }

  /** Changes the price, and has the cache forget the old one. */
  @CacheRemove(cacheName = "prices")
  public void setCents(@CacheKey long id, int cents) {
    repository.setCents(id, cents);
  }
}
