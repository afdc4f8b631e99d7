package com.heliosdb.edge.cache.examples.quarkus;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.TierStatistics;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.CacheManager;

/** The catalogue over HTTP. */
@Path("/")
public class CatalogueResource {
  private final Catalogue catalogue;
  private final ProductTable table;
  private final CacheManager caches;

  @Inject
  CatalogueResource(Catalogue catalogue, ProductTable table, CacheManager caches) {
    this.catalogue = catalogue;
    this.table = table;
    this.caches = caches;
  }

  @GET
  @Path("products/{id}")
  public Product find(String id) {
    Product product = catalogue.find(id);
    if (product == null) {
      throw new NotFoundException("There is no product " + id);
    }
    return product;
  }

  @GET
  @Path("products")
  public List<Product> search(@QueryParam("q") String word) {
    return catalogue.search(word == null ? "" : word);
  }

  @PUT
  @Path("products/{id}")
  public void save(String id, Product product) {
    if (!id.equals(product.id())) {
      throw new BadRequestException("The product's id must be that of its address, " + id);
    }
    catalogue.save(id, product);
  }

  @DELETE
  @Path("products/{id}")
  public void delete(String id) {
    catalogue.delete(id);
  }

  /** What the database and the cache of products were asked. */
  @GET
  @Path("statistics")
  public Map<String, Long> statistics() {
    Cache<Object, Object> products = caches.getCache("products");
    // What the annotations name is created at start-up.
    EdgeCacheStatistics all = products.unwrap(EdgeCache.class).tierStatistics();
    TierStatistics disk = all.tiers().get(Tier.DISK);
    return Map.of(
        "queries", table.queries(),
        "hits", all.hits(),
        "misses", all.misses(),
        "diskHits", disk == null ? 0 : disk.hits());
  }
}
