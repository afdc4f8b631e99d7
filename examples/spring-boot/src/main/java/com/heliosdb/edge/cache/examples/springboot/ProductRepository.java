package com.heliosdb.edge.cache.examples.springboot;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The products in the database, which takes its time. Counts its queries. */
@Repository
class ProductRepository {
  private final JdbcClient database;
  private final Counter queries;
  private final Duration delay;

  ProductRepository(
      JdbcClient database, MeterRegistry meters, @Value("${catalogue.delay}") Duration delay) {
    this.database = database;
    this.delay = delay;
    queries =
        Counter.builder("catalogue.queries")
            .description("Queries the database answered")
            .register(meters);
  }

  Optional<Product> product(long id) {
    takeTime();
    return database
        .sql("SELECT id, name, category FROM product WHERE id = ?")
        .param(id)
        .query(Product.class)
        .optional();
  }

  List<Product> products(String category) {
    takeTime();
    return database
        .sql("SELECT id, name, category FROM product WHERE category = ? ORDER BY id")
        .param(category)
        .query(Product.class)
        .list();
  }

  Optional<Integer> cents(long id) {
    takeTime();
    return database
        .sql("SELECT cents FROM product WHERE id = ?")
        .param(id)
        .query(Integer.class)
        .optional();
  }

  void setCents(long id, int cents) {
    takeTime();
    database.sql("UPDATE product SET cents = ? WHERE id = ?").param(cents).param(id).update();
  }

  private void takeTime() {
    queries.increment();
    try {
      Thread.sleep(delay.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the database was working", e);
    }
  }
}
