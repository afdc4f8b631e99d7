package com.heliosdb.edge.cache.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CacheResult;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CacheResultTest {
  private Container container;
  private Products products;

  @BeforeEach
  void start() {
    Shelf.calls.set(0);
    container = Container.of(Products.class, Books.class, Strings.class);
    products = container.bean(Products.class);
  }

  @AfterEach
  void stop() {
    container.close();
  }

  @Test
  void a_second_call_gets_the_result_of_the_first() {
    assertThat(products.find("a", 1)).isEqualTo("a1 #1");
    assertThat(products.find("a", 1)).isEqualTo("a1 #1");
    assertThat(container.cache("products").get(new ParameterKey("a", 1))).isEqualTo("a1 #1");
  }

  @Test
  void all_parameters_make_the_key() {
    assertThat(products.find("a", 1)).isEqualTo("a1 #1");
    assertThat(products.find("a", 2)).isEqualTo("a2 #2");
    assertThat(products.find("b", 1)).isEqualTo("b1 #3");
  }

  @Test
  void marked_parameters_alone_make_the_key() {
    assertThat(products.findAs("a", "Tom", 1)).isEqualTo("a1 for Tom #1");
    assertThat(products.findAs("a", "Eve", 1)).isEqualTo("a1 for Tom #1");
    assertThat(products.findAs("a", "Eve", 2)).isEqualTo("a2 for Eve #2");
  }

  @Test
  void a_method_without_parameters_has_one_key() {
    assertThat(products.count()).isEqualTo(1);
    assertThat(products.count()).isEqualTo(1);
  }

  @Test
  void a_result_is_not_stored_for_parameters_that_the_method_changed() {
    assertThat(products.appendTo(new ArrayList<>(List.of("a")))).isEqualTo(2);
    assertThat(products.appendTo(new ArrayList<>(List.of("a", "more")))).isEqualTo(3);
    assertThat(container.cache("lists")).isEmpty();
  }

  @Test
  void skip_get_always_invokes_and_stores_what_it_returns() {
    assertThat(products.refresh("a", 1)).isEqualTo("a1 #1");
    assertThat(products.refresh("a", 1)).isEqualTo("a1 #2");
    assertThat(products.find("a", 1)).isEqualTo("a1 #2");
  }

  @Test
  void null_is_a_result_like_any_other() {
    assertThat(products.nothing("a")).isNull();
    assertThat(products.nothing("a")).isNull();
    assertThat(Shelf.calls.get()).isEqualTo(1);
  }

  @Test
  void a_cache_of_strings_holds_no_null() {
    assertThat(products.nothingIn("a")).isNull();
    assertThat(products.nothingIn("a")).isNull();
    assertThat(Shelf.calls.get()).isEqualTo(2);
    assertThat(container.cache("strings")).isEmpty();
  }

  @Test
  void without_a_name_the_method_names_the_cache() {
    products.unnamed("a", 1, new int[0]);
    assertThat(container.cache(Products.class.getName() + ".unnamed(java.lang.String,int,[I)"))
        .hasSize(1);
  }

  @Test
  void the_defaults_of_the_class_name_the_cache_of_what_it_inherits() {
    Books books = container.bean(Books.class);
    books.inherited("a");
    books.inherited("a");
    assertThat(container.cache("books")).hasSize(1);
    assertThat(Shelf.calls.get()).isEqualTo(1);
    products.inherited("a");
    assertThat(container.cache(Shelf.class.getName() + ".inherited(java.lang.String)")).hasSize(1);
  }

  @Test
  void an_annotation_on_the_class_stands_for_all_its_methods() {
    Books books = container.bean(Books.class);
    assertThat(books.title(1)).isEqualTo("title 1 #1");
    assertThat(books.title(1)).isEqualTo("title 1 #1");
    assertThat(container.cache("books").get(new ParameterKey(1))).isEqualTo("title 1 #1");
  }

  @Test
  void an_exception_is_thrown_again_from_each_call_unless_it_is_cached() {
    assertThatThrownBy(() -> products.fail(new IOException("1"))).hasMessage("1");
    assertThatThrownBy(() -> products.fail(new IOException("2"))).hasMessage("2");
  }

  @Test
  void every_exception_is_cached_where_nothing_else_is_said() {
    assertThatThrownBy(() -> products.failCached("k", new IOException("1")))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("1");
    assertThatThrownBy(() -> products.failCached("k", new IOException("2"))).hasMessage("1");
    assertThatThrownBy(() -> products.failCached("l", new AssertionError("3"))).hasMessage("3");
    assertThatThrownBy(() -> products.failCached("l", new IOException("4")))
        .isInstanceOf(AssertionError.class);
    assertThat(container.cache("failures")).hasSize(2);
    assertThat(container.cache("values")).isEmpty();
  }

  @Test
  void an_error_of_the_jvm_is_not_cached() {
    assertThatThrownBy(() -> products.failCached("k", new StackOverflowError("1"))).hasMessage("1");
    assertThatThrownBy(() -> products.failCached("k", new IOException("2"))).hasMessage("2");
  }

  @Test
  void cached_exceptions_are_those_of_the_types_named() {
    assertThat(isCached(products::failIncluded, new FileNotFoundException())).isTrue();
    assertThat(isCached(products::failIncluded, new TimeoutException())).isFalse();
  }

  @Test
  void all_exceptions_are_cached_but_those_named() {
    assertThat(isCached(products::failExcluded, new FileNotFoundException())).isFalse();
    assertThat(isCached(products::failExcluded, new TimeoutException())).isTrue();
  }

  @Test
  void of_the_cached_exceptions_some_are_not() {
    assertThat(isCached(products::failIncludedAndExcluded, new IOException())).isTrue();
    assertThat(isCached(products::failIncludedAndExcluded, new FileNotFoundException())).isFalse();
    assertThat(isCached(products::failIncludedAndExcluded, new TimeoutException())).isFalse();
  }

  @Test
  void skip_get_looks_for_no_exception_but_stores_it() {
    assertThat(isCached(products::failCached, new IOException("1"))).isTrue();
    assertThatThrownBy(() -> products.refreshCached("IOException", new IOException("2")))
        .hasMessage("2");
    assertThatThrownBy(() -> products.failCached("IOException", new IOException("3")))
        .hasMessage("2");
  }

  @Test
  void an_exception_that_cannot_be_stored_is_thrown_all_the_same() {
    assertThatThrownBy(() -> products.failCached("k", new Unserializable()))
        .isInstanceOf(Unserializable.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  private boolean isCached(Failing method, Exception thrown) {
    String key = thrown.getClass().getSimpleName();
    assertThatThrownBy(() -> method.call(key, thrown)).isInstanceOf(thrown.getClass());
    int before = Shelf.calls.get();
    assertThatThrownBy(() -> method.call(key, thrown)).isInstanceOf(thrown.getClass());
    return Shelf.calls.get() == before;
  }

  private interface Failing {
    void call(String key, Throwable thrown) throws Throwable;
  }

  static final class Unserializable extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    final Object culprit = new Object();

    Unserializable() {
      super(new IOException());
    }
  }

  /** Creates a cache before the annotations do. */
  @ApplicationScoped
  static class Strings {
    void create(@Observes Startup event, CacheManager manager) {
      manager.createCache(
          "strings",
          new MutableConfiguration<Object, String>().setTypes(Object.class, String.class));
    }
  }

  abstract static class Shelf {
    static final AtomicInteger calls = new AtomicInteger();

    @CacheResult
    public String inherited(String id) {
      return id + calls.incrementAndGet();
    }
  }

  @ApplicationScoped
  static class Products extends Shelf {
    @CacheResult(cacheName = "products")
    public String find(String id, int size) {
      return id + size + " #" + calls.incrementAndGet();
    }

    @CacheResult(cacheName = "marked")
    public String findAs(@CacheKey String id, String user, @CacheKey int size) {
      return id + size + " for " + user + " #" + calls.incrementAndGet();
    }

    @CacheResult(cacheName = "counts")
    public int count() {
      return calls.incrementAndGet();
    }

    @CacheResult(cacheName = "lists")
    public int appendTo(List<String> words) {
      words.add("more");
      return words.size();
    }

    @CacheResult(cacheName = "products", skipGet = true)
    public String refresh(String id, int size) {
      return id + size + " #" + calls.incrementAndGet();
    }

    @CacheResult(cacheName = "nothing")
    public String nothing(String id) {
      calls.incrementAndGet();
      return null;
    }

    @CacheResult(cacheName = "strings")
    public String nothingIn(String id) {
      calls.incrementAndGet();
      return null;
    }

    @CacheResult
    public String unnamed(String id, int size, int[] more) {
      return id;
    }

    @CacheResult(cacheName = "values")
    public String fail(Throwable thrown) throws Throwable {
      throw thrown;
    }

    @CacheResult(cacheName = "values", exceptionCacheName = "failures")
    public String failCached(@CacheKey String key, Throwable thrown) throws Throwable {
      calls.incrementAndGet();
      throw thrown;
    }

    @CacheResult(cacheName = "values", exceptionCacheName = "failures", skipGet = true)
    public String refreshCached(@CacheKey String key, Throwable thrown) throws Throwable {
      throw thrown;
    }

    @CacheResult(
        cacheName = "values",
        exceptionCacheName = "included",
        cachedExceptions = IOException.class)
    public String failIncluded(@CacheKey String key, Throwable thrown) throws Throwable {
      calls.incrementAndGet();
      throw thrown;
    }

    @CacheResult(
        cacheName = "values",
        exceptionCacheName = "excluded",
        nonCachedExceptions = IOException.class)
    public String failExcluded(@CacheKey String key, Throwable thrown) throws Throwable {
      calls.incrementAndGet();
      throw thrown;
    }

    @CacheResult(
        cacheName = "values",
        exceptionCacheName = "both",
        cachedExceptions = IOException.class,
        nonCachedExceptions = FileNotFoundException.class)
    public String failIncludedAndExcluded(@CacheKey String key, Throwable thrown) throws Throwable {
      calls.incrementAndGet();
      throw thrown;
    }
  }

  @ApplicationScoped
  @CacheResult
  @CacheDefaults(cacheName = "books")
  static class Books extends Shelf {
    public String title(int number) {
      return "title " + number + " #" + calls.incrementAndGet();
    }
  }
}
