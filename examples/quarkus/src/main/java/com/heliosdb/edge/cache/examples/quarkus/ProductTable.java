package com.heliosdb.edge.cache.examples.quarkus;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/** The products in a database that takes its time. Thread-safe; one statement at a time. */
@ApplicationScoped
class ProductTable {
  private static final List<Product> AT_FIRST =
      List.of(
          new Product("anvil", "Anvil, 50 kg", 19900),
          new Product("rope", "Rope, 20 m", 2450),
          new Product("magnet", "Magnet, giant", 8999));

  private final String url;
  private final Duration delay;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLong queries = new AtomicLong();
  // Guarded by lock.
  private @Nullable Connection connection;

  @Inject
  ProductTable(
      @ConfigProperty(name = "catalogue.url") String url,
      @ConfigProperty(name = "catalogue.delay") Duration delay) {
    this.url = url;
    this.delay = delay;
  }

  @PostConstruct
  void open() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(url);
    lock.lock();
    try {
      Connection opened = source.getConnection();
      connection = opened;
      try (PreparedStatement create =
          opened.prepareStatement(
              "create table if not exists product"
                  + " (id varchar primary key, name varchar not null, cents bigint not null)")) {
        create.execute();
      }
      if (select("select * from product", null).isEmpty()) {
        for (Product product : AT_FIRST) {
          merge(product);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The database cannot be opened at " + url, e);
    } finally {
      lock.unlock();
    }
  }

  /** The product of this id, null if there is none. */
  @Nullable Product find(String id) {
    List<Product> found = query("select * from product where id = ?", id);
    return found.isEmpty() ? null : found.get(0);
  }

  /** The products with this word in their names, in the order of their ids. */
  List<Product> search(String word) {
    return query("select * from product where locate(lower(?), lower(name)) > 0 order by id", word);
  }

  void save(Product product) {
    locked(
        () -> {
          merge(product);
          return product;
        });
  }

  void delete(String id) {
    locked(
        () -> {
          try (PreparedStatement delete =
              connection().prepareStatement("delete from product where id = ?")) {
            delete.setString(1, id);
            return delete.executeUpdate();
          }
        });
  }

  /** How often the database was asked since it was opened. */
  long queries() {
    return queries.get();
  }

  private List<Product> query(String sql, String parameter) {
    queries.incrementAndGet();
    return locked(
        () -> {
          Thread.sleep(delay.toMillis());
          return select(sql, parameter);
        });
  }

  private List<Product> select(String sql, @Nullable String parameter) throws SQLException {
    try (PreparedStatement select = connection().prepareStatement(sql)) {
      if (parameter != null) {
        select.setString(1, parameter);
      }
      List<Product> products = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          products.add(new Product(rows.getString(1), rows.getString(2), rows.getLong(3)));
        }
      }
      return products;
    }
  }

  private void merge(Product product) throws SQLException {
    try (PreparedStatement merge =
        connection().prepareStatement("merge into product values (?, ?, ?)")) {
      merge.setString(1, product.id());
      merge.setString(2, product.name());
      merge.setLong(3, product.cents());
      merge.executeUpdate();
    }
  }

  private Connection connection() {
    if (connection == null) {
      throw new IllegalStateException("The database is closed");
    }
    return connection;
  }

  private <T> T locked(Statement<T> statement) {
    lock.lock();
    try {
      return statement.run();
    } catch (SQLException e) {
      throw new IllegalStateException("The database fails", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the database was asked", e);
    } finally {
      lock.unlock();
    }
  }

  @PreDestroy
  void close() {
    locked(
        () -> {
          connection().close();
          connection = null;
          return queries;
        });
  }

  private interface Statement<T> {
    T run() throws SQLException, InterruptedException;
  }
}
