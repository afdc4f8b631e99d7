package com.heliosdb.edge.cache.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code @CachePut}, {@code @CacheRemove} and {@code @CacheRemoveAll}. */
class CacheChangesTest {
  private Container container;
  private Prices prices;
  private Cache<Object, Object> cache;

  @BeforeEach
  void start() {
    container = Container.of(Prices.class);
    prices = container.bean(Prices.class);
    cache = container.cache("prices");
    cache.put(new ParameterKey("a"), "old");
    cache.put(new ParameterKey("b"), "old");
  }

  @AfterEach
  void stop() {
    container.close();
  }

  private Object priceOf(String id) {
    return cache.get(new ParameterKey(id));
  }

  @Test
  void put_stores_the_value_after_the_method() throws Exception {
    assertThat(prices.put("a", "new")).isEqualTo("was old");
    assertThat(priceOf("a")).isEqualTo("new");
  }

  @Test
  void put_stores_the_value_before_the_method_if_told_so() {
    assertThat(prices.putBefore("a", "new")).isEqualTo("was new");
    assertThatThrownBy(() -> prices.putBefore("b", "bad")).hasMessage("bad");
    assertThat(priceOf("b")).isEqualTo("bad");
  }

  @Test
  void put_makes_its_key_of_the_marked_parameters() {
    prices.putMarked("new", "a", "ignored");
    assertThat(priceOf("a")).isEqualTo("new");
    assertThat(cache).hasSize(2);
  }

  @Test
  void put_stores_null_too() throws Exception {
    prices.put("a", null);
    assertThat(priceOf("a")).isEqualTo(CachedNull.NULL);
    assertThat(prices.find("a")).isNull();
  }

  @Test
  void an_exception_prevents_the_put_unless_something_else_is_said() {
    assertThat(storesDespite(prices::put, new IOException())).isFalse();
    assertThat(storesDespite(prices::putFor, new FileNotFoundException())).isTrue();
    assertThat(storesDespite(prices::putFor, new TimeoutException())).isFalse();
    assertThat(storesDespite(prices::putNotFor, new FileNotFoundException())).isFalse();
    assertThat(storesDespite(prices::putNotFor, new TimeoutException())).isTrue();
    assertThat(storesDespite(prices::putForSome, new IOException())).isTrue();
    assertThat(storesDespite(prices::putForSome, new FileNotFoundException())).isFalse();
    assertThat(storesDespite(prices::putForSome, new TimeoutException())).isFalse();
  }

  private boolean storesDespite(Putting method, Exception thrown) {
    cache.put(new ParameterKey("a"), "old");
    assertThatThrownBy(() -> method.call("a", thrown)).isSameAs(thrown);
    return !priceOf("a").equals("old");
  }

  private interface Putting {
    Object call(String id, Object value) throws Exception;
  }

  @Test
  void remove_removes_the_key_after_the_method() throws Exception {
    assertThat(prices.remove("a", null)).isEqualTo("was old");
    assertThat(priceOf("a")).isNull();
    assertThat(priceOf("b")).isEqualTo("old");
  }

  @Test
  void remove_removes_the_key_before_the_method_if_told_so() throws Exception {
    assertThat(prices.removeBefore("a", null)).isEqualTo("was null");
    assertThatThrownBy(() -> prices.removeBefore("b", new IOException("bad"))).hasMessage("bad");
    assertThat(priceOf("b")).isNull();
  }

  @Test
  void an_exception_prevents_the_removal_unless_something_else_is_said() {
    assertThat(removesDespite(prices::remove, new IOException())).isFalse();
    assertThat(removesDespite(prices::removeFor, new FileNotFoundException())).isTrue();
    assertThat(removesDespite(prices::removeFor, new TimeoutException())).isFalse();
    assertThat(removesDespite(prices::removeNotFor, new FileNotFoundException())).isFalse();
    assertThat(removesDespite(prices::removeNotFor, new TimeoutException())).isTrue();
    assertThat(removesDespite(prices::removeForSome, new IOException())).isTrue();
    assertThat(removesDespite(prices::removeForSome, new FileNotFoundException())).isFalse();
    assertThat(removesDespite(prices::removeForSome, new TimeoutException())).isFalse();
  }

  @Test
  void remove_all_empties_the_cache_after_the_method() throws Exception {
    assertThat(prices.removeAll("a", null)).isEqualTo("was old");
    assertThat(cache).isEmpty();
  }

  @Test
  void remove_all_empties_the_cache_before_the_method_if_told_so() throws Exception {
    assertThat(prices.removeAllBefore("a", null)).isEqualTo("was null");
    cache.put(new ParameterKey("a"), "old");
    assertThatThrownBy(() -> prices.removeAllBefore("a", new IOException("bad"))).hasMessage("bad");
    assertThat(cache).isEmpty();
  }

  @Test
  void an_exception_prevents_the_removal_of_all_unless_something_else_is_said() {
    assertThat(removesDespite(prices::removeAll, new IOException())).isFalse();
    assertThat(removesDespite(prices::removeAllFor, new FileNotFoundException())).isTrue();
    assertThat(removesDespite(prices::removeAllFor, new TimeoutException())).isFalse();
    assertThat(removesDespite(prices::removeAllNotFor, new FileNotFoundException())).isFalse();
    assertThat(removesDespite(prices::removeAllNotFor, new TimeoutException())).isTrue();
    assertThat(removesDespite(prices::removeAllForSome, new IOException())).isTrue();
    assertThat(removesDespite(prices::removeAllForSome, new FileNotFoundException())).isFalse();
    assertThat(removesDespite(prices::removeAllForSome, new TimeoutException())).isFalse();
  }

  @Test
  void a_change_that_fails_besides_does_not_hide_the_exception() {
    IOException thrown = new IOException();
    assertThatThrownBy(() -> prices.removeAndClose("a", thrown)).isSameAs(thrown);
    assertThat(thrown.getSuppressed()).hasSize(1);
  }

  @Test
  void two_annotations_on_one_method_both_hold() throws Exception {
    prices.move("a", "new");
    assertThat(priceOf("a")).isNull();
    assertThat(container.cache("moved").get(new ParameterKey("a"))).isEqualTo("new");
  }

  private boolean removesDespite(Removing method, Exception thrown) {
    cache.put(new ParameterKey("a"), "old");
    assertThatThrownBy(() -> method.call("a", thrown)).isSameAs(thrown);
    return priceOf("a") == null;
  }

  private interface Removing {
    Object call(String id, Exception thrown) throws Exception;
  }

  @ApplicationScoped
  @CacheDefaults(cacheName = "prices")
  static class Prices {
    @Inject CacheManager manager;

    private String was(String id) {
      return "was " + manager.getCache("prices").get(new ParameterKey(id));
    }

    private String was(String id, Object orThrown) throws Exception {
      if (orThrown instanceof Exception thrown) {
        throw thrown;
      }
      return was(id);
    }

    @CacheResult
    public Object find(String id) {
      throw new AssertionError("must be cached");
    }

    @CachePut
    public String put(String id, @CacheValue Object price) throws Exception {
      return was(id, price);
    }

    @CachePut(afterInvocation = false)
    public String putBefore(String id, @CacheValue Object price) {
      if ("bad".equals(price)) {
        throw new IllegalArgumentException("bad");
      }
      return was(id);
    }

    @CachePut
    public void putMarked(@CacheValue Object price, @CacheKey String id, String more) {}

    @CachePut(cacheFor = IOException.class)
    public Object putFor(String id, @CacheValue Object price) throws Exception {
      return was(id, price);
    }

    @CachePut(noCacheFor = IOException.class)
    public Object putNotFor(String id, @CacheValue Object price) throws Exception {
      return was(id, price);
    }

    @CachePut(cacheFor = IOException.class, noCacheFor = FileNotFoundException.class)
    public Object putForSome(String id, @CacheValue Object price) throws Exception {
      return was(id, price);
    }

    @CacheRemove
    public String remove(@CacheKey String id, Exception thrown) throws Exception {
      return was(id, thrown);
    }

    @CacheRemove(afterInvocation = false)
    public String removeBefore(@CacheKey String id, Exception thrown) throws Exception {
      return was(id, thrown);
    }

    @CacheRemove(evictFor = IOException.class)
    public String removeFor(@CacheKey String id, Exception thrown) throws Exception {
      return was(id, thrown);
    }

    @CacheRemove(noEvictFor = IOException.class)
    public String removeNotFor(@CacheKey String id, Exception thrown) throws Exception {
      return was(id, thrown);
    }

    @CacheRemove(evictFor = IOException.class, noEvictFor = FileNotFoundException.class)
    public String removeForSome(@CacheKey String id, Exception thrown) throws Exception {
      return was(id, thrown);
    }

    @CacheRemove(cacheName = "closing", evictFor = IOException.class)
    public String removeAndClose(@CacheKey String id, Exception thrown) throws Exception {
      manager.getCache("closing").close();
      return was(id, thrown);
    }

    @CacheRemoveAll
    public String removeAll(String id, Exception thrown) throws Exception {
      return was(id, thrown);
    }

    @CacheRemoveAll(afterInvocation = false)
    public String removeAllBefore(String id, Exception thrown) throws Exception {
      return was(id, thrown);
    }

    @CacheRemoveAll(evictFor = IOException.class)
    public String removeAllFor(String id, Exception thrown) throws Exception {
      return was(id, thrown);
    }

    @CacheRemoveAll(noEvictFor = IOException.class)
    public String removeAllNotFor(String id, Exception thrown) throws Exception {
      return was(id, thrown);
    }

    @CacheRemoveAll(evictFor = IOException.class, noEvictFor = FileNotFoundException.class)
    public String removeAllForSome(String id, Exception thrown) throws Exception {
      return was(id, thrown);
    }

    @CacheRemove
    @CachePut(cacheName = "moved")
    public void move(@CacheKey String id, @CacheValue Object price) {}
  }
}
