package com.heliosdb.edge.cache.examples.springboot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The catalogue over HTTP. */
@RestController
class CatalogueController {
  private final Catalogue catalogue;

  CatalogueController(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @GetMapping("/products/{id}")
  ResponseEntity<Product> product(@PathVariable("id") long id) {
    return foundOrNot(catalogue.product(id));
  }

  @GetMapping("/products")
  List<Product> products(@RequestParam("category") String category) {
    return catalogue.products(category);
  }

  @GetMapping("/products/{id}/price")
  ResponseEntity<Integer> price(@PathVariable("id") long id) {
    return foundOrNot(catalogue.cents(id));
  }

  @PutMapping("/products/{id}/price")
  void setPrice(@PathVariable("id") long id, @RequestBody int cents) {
    catalogue.setCents(id, cents);
  }

  private static <T> ResponseEntity<T> foundOrNot(@Nullable T found) {
    return found == null ? ResponseEntity.notFound().build() : ResponseEntity.ok(found);
  }
}
