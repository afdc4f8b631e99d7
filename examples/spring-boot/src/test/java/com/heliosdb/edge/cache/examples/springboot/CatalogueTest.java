package com.heliosdb.edge.cache.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The packaged service, driven over HTTP. */
@Timeout(180)
class CatalogueTest {
  @TempDir Path directory;

  @Test
  void second_calls_come_from_the_cache_and_those_after_a_restart_from_the_disk() throws Exception {
    try (Service service = Service.start(directory)) {
      for (int round = 0; round < 3; round++) {
        use(service);
      }
      assertThat(service.meter("catalogue.queries")).isEqualTo(4);

      service.put("/products/7/price", "999");
      assertThat(service.get("/products/7/price").asInt()).isEqualTo(999);
      assertThat(service.get("/products/7/price").asInt()).isEqualTo(999);
      assertThat(service.meter("catalogue.queries")).isEqualTo(6);

      assertThat(service.get("/actuator/health").at("/components/edgeCache/details").toString())
          .contains("\"products\":{\"disk\":\"in use\",\"heap\":\"in use\"}")
          .contains("\"prices\":{\"heap\":\"in use\"}");
      assertTheSameNumbers(service, "products", 4, 2);
      assertTheSameNumbers(service, "categories", 2, 1);
      assertTheSameNumbers(service, "prices", 3, 2);
    }

    try (Service service = Service.start(directory)) {
      use(service);
      // The price only: it is kept on the heap.
      assertThat(service.meter("catalogue.queries")).isEqualTo(1);
      assertThat(service.jmx("products", "DiskHits")).isEqualTo(2);
      assertTheSameNumbers(service, "products", 2, 0);
    }
  }

  private static void use(Service service) throws Exception {
    assertThat(service.get("/products/7").at("/name").asString()).isEqualTo("Product 7");
    assertThat(service.status("/products/1001")).isEqualTo(404);
    assertThat(service.get("/products?category=category%203")).hasSize(100);
    assertThat(service.get("/products/7/price").asInt()).isEqualTo(700);
  }

  /** Endpoint, meters and JMX. */
  private static void assertTheSameNumbers(Service service, String cache, long hits, long misses)
      throws Exception {
    JsonNode shown = service.get("/actuator/edgecache/" + cache);
    assertThat(List.of(shown.at("/hits").asLong(), shown.at("/misses").asLong()))
        .isEqualTo(List.of(hits, misses))
        .isEqualTo(List.of(service.jmx(cache, "CacheHits"), service.jmx(cache, "CacheMisses")))
        .isEqualTo(
            List.of(
                service.meter("cache.gets", "cache:" + cache, "result:hit"),
                service.meter("cache.gets", "cache:" + cache, "result:miss")));
    long heapEntries = shown.at("/tiers/heap/entries").asLong();
    assertThat(heapEntries)
        .isEqualTo(service.jmx(cache, "HeapEntries"))
        .isEqualTo(service.meter("cache.tier.entries", "cache:" + cache, "tier:heap"));
  }

  @Test
  void the_endpoint_explains_a_key_and_demotes_on_demand() throws Exception {
    try (Service service = Service.start(directory)) {
      service.get("/products/7");

      JsonNode entry = service.get("/actuator/edgecache/products?key=7").at("/entry");
      assertThat(entry.at("/keyType").asString()).isEqualTo("java.lang.Long");
      assertThat(entry.at("/tier").asString()).isEqualTo("disk");
      assertThat(service.get("/actuator/edgecache/products?key=8").at("/entry").has("tier"))
          .isFalse();
      assertThat(service.post("/actuator/edgecache/products").at("/demoted").asInt()).isZero();
      assertThat(service.status("/actuator/edgecache/nothing")).isEqualTo(404);
      assertThat(service.get("/actuator/edgecache").at("/caches")).hasSize(3);
    }
  }
}
