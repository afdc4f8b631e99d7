package com.heliosdb.edge.cache.examples.quarkus;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.jspecify.annotations.Nullable;

/** The products, from the cache where it holds them. Thread-safe. */
@ApplicationScoped
@CacheDefaults(cacheName = "products")
class Catalogue {
  private final ProductTable table;

  @Inject
  Catalogue(ProductTable table) {
    this.table = table;
  }

  /** The product of this id, null if there is none; that too is remembered. */
  @CacheResult
  @Nullable Product find(String id) {
    return table.find(id);
  }

  /** The products with this word in their names. */
  @CacheResult(cacheName = "searches")
  List<Product> search(String word) {
    return table.search(word);
  }

  @CachePut
  @CacheRemoveAll(cacheName = "searches")
  void save(@CacheKey String id, @CacheValue Product product) {
    table.save(product);
  }

  @CacheRemove
  @CacheRemoveAll(cacheName = "searches")
  void delete(String id) {
    table.delete(id);
  }
}
