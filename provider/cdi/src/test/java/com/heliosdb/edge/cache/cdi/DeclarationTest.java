package com.heliosdb.edge.cache.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Stereotype;
import jakarta.enterprise.inject.Vetoed;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where annotations may stand: on what a bean inherits, implements, or is marked with. */
class DeclarationTest {
  static final AtomicInteger CALLS = new AtomicInteger();

  @BeforeEach
  void reset() {
    CALLS.set(0);
  }

  private static List<String> caches(Container container) {
    return StreamSupport.stream(container.manager().getCacheNames().spliterator(), false)
        .sorted()
        .toList();
  }

  @Test
  void a_method_of_a_generic_interface_is_one_method() {
    try (Container container = Container.of(Names.class)) {
      Finder<Integer> finder = container.bean(Names.class);
      assertThat(finder.find(1)).isEqualTo("name 1");
      assertThat(finder.find(1)).isEqualTo("name 1");
      assertThat(CALLS).hasValue(1);
      assertThat(container.cache(Names.class.getName() + ".find(java.lang.Integer)")).hasSize(1);
      assertThat(caches(container)).hasSize(2);
    }
  }

  @Test
  void a_default_method_is_a_method_of_its_bean() {
    try (Container container = Container.of(Names.class)) {
      assertThat(caches(container)).contains("upper");
      Names names = container.bean(Names.class);
      assertThat(names.upper(1)).isEqualTo("NAME 1");
      assertThat(names.upper(1)).isEqualTo("NAME 1");
      assertThat(container.cache("upper")).hasSize(1);
      assertThat(CALLS).hasValue(1);
    }
  }

  @Test
  void caches_are_opened_for_beans_alone() {
    Map<String, String> settings = Map.of("annotations.missing-cache", "fail");
    try (Container container = Container.of(settings, Base.class, Unused.class)) {
      assertThat(caches(container)).isEmpty();
    }
  }

  @Test
  void an_inherited_method_is_prepared_with_the_defaults_of_its_bean() {
    try (Container container = Container.of(Base.class, Child.class)) {
      assertThat(caches(container)).containsExactly("base", "child");
    }
  }

  @Test
  void defaults_are_those_of_the_nearest_class_that_has_some() {
    try (Container container = Container.of(Above.class, Below.class)) {
      Below below = container.bean(Below.class);
      below.above(1);
      below.below(1);
      assertThat(caches(container)).containsExactly("above");
      assertThat(container.cache("above")).hasSize(1);
    }
  }

  @Test
  void a_stereotype_carries_an_annotation() {
    try (Container container = Container.of(Marked.class)) {
      Marked marked = container.bean(Marked.class);
      assertThat(marked.find(1)).isEqualTo(1);
      assertThat(marked.find(1)).isEqualTo(1);
      assertThat(caches(container)).containsExactly("marked");
    }
  }

  @Test
  void of_two_changes_of_one_cache_the_put_comes_last() {
    try (Container container = Container.of(Ordered.class)) {
      Ordered ordered = container.bean(Ordered.class);
      assertThat(ordered.find(1)).isEqualTo(1);
      assertThat(ordered.find(1)).isEqualTo(1);
      ordered.save(1, 7);
      assertThat(ordered.find(1)).isEqualTo(7);
      assertThat(ordered.findAlone(2)).isEqualTo(2);
      assertThat(ordered.findAlone(2)).isEqualTo(2);
      assertThat(container.cache("ordered")).hasSize(1);
    }
  }

  interface Finder<K> {
    String find(K key);

    @CacheResult(cacheName = "upper")
    default String upper(K key) {
      return find(key).toUpperCase(Locale.ROOT);
    }
  }

  @ApplicationScoped
  static class Names implements Finder<Integer> {
    @Override
    @CacheResult
    public String find(Integer key) {
      CALLS.incrementAndGet();
      return "name " + key;
    }
  }

  abstract static class Base {
    @CacheResult(cacheName = "base")
    public int base(int id) {
      return id;
    }

    @CacheResult
    public int named(int id) {
      return id;
    }

    @CacheResult(cacheName = "overridden")
    public int overridden(int id) {
      return id;
    }
  }

  @Vetoed
  static class Unused {
    @CacheResult(cacheName = "unused")
    public int find(int id) {
      return id;
    }
  }

  @ApplicationScoped
  @CacheDefaults(cacheName = "child")
  static class Child extends Base {
    @Override
    public int overridden(int id) {
      return id;
    }
  }

  @CacheDefaults(cacheName = "above")
  abstract static class Above {
    @CacheResult
    public int above(int id) {
      return CALLS.incrementAndGet();
    }
  }

  @ApplicationScoped
  @CacheResult
  static class Below extends Above {
    public int below(int id) {
      return CALLS.incrementAndGet();
    }
  }

  @Stereotype
  @ApplicationScoped
  @CacheResult(cacheName = "marked")
  @Target(ElementType.TYPE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Remembered {}

  @Remembered
  static class Marked {
    public int find(int id) {
      return CALLS.incrementAndGet();
    }
  }

  @ApplicationScoped
  @CacheDefaults(cacheName = "ordered")
  static class Ordered {
    @CacheResult
    public int find(int id) {
      return CALLS.incrementAndGet();
    }

    @CacheRemoveAll
    @CachePut
    public void save(@CacheKey int id, @CacheValue int value) {}

    @CacheRemoveAll
    @CacheResult
    public int findAlone(int id) {
      return CALLS.incrementAndGet();
    }
  }
}
