package com.heliosdb.edge.cache.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.io.Serial;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheInvocationParameter;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheKeyInvocationContext;
import javax.cache.annotation.CacheMethodDetails;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import javax.cache.annotation.GeneratedCacheKey;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;

/** Key generators and cache resolvers that an application brings along. */
class UserObjectsTest {
  @Test
  void a_key_generator_may_be_a_bean() {
    try (Container container = Container.of(Texts.class, Upper.class, Locale.class)) {
      container.bean(Texts.class).find("a");
      assertThat(container.cache("texts").get(new TextKey("A!"))).isEqualTo("found a");
    }
  }

  @Test
  void a_key_generator_may_be_any_class_and_be_the_default_of_a_bean() {
    try (Container container = Container.of(Texts.class, Upper.class, Locale.class)) {
      Texts texts = container.bean(Texts.class);
      texts.findByDefault("b");
      assertThat(container.cache("texts").get(new TextKey("plain b"))).isEqualTo("found b");
      texts.put("b", "new");
      assertThat(container.cache("texts").get(new TextKey("plain b"))).isEqualTo("new");
      texts.remove("b");
      assertThat(container.cache("texts")).isEmpty();
    }
  }

  @Test
  void a_generator_is_told_all_about_the_call() {
    Plain.CONTEXTS.clear();
    try (Container container = Container.of(Texts.class, Upper.class, Locale.class)) {
      Texts texts = container.bean(Texts.class);
      texts.put("b", "new");
      CacheKeyInvocationContext<? extends Annotation> context = Plain.CONTEXTS.get(0);
      assertThat(context.getMethod().getName()).isEqualTo("put");
      assertThat(context.getCacheName()).isEqualTo("texts");
      assertThat(context.getCacheAnnotation()).isInstanceOf(CachePut.class);
      assertThat(context.getAnnotations()).hasSize(1).allMatch(CachePut.class::isInstance);
      assertThat(context.getTarget()).isInstanceOf(Texts.class);
      assertThat(context.getAllParameters())
          .extracting(CacheInvocationParameter::getValue)
          .containsExactly("b", "new");
      assertThat(context.getKeyParameters())
          .extracting(CacheInvocationParameter::getParameterPosition)
          .containsExactly(0);
      CacheInvocationParameter value = context.getValueParameter();
      assertThat(value.getParameterPosition()).isEqualTo(1);
      assertThat(value.getRawType()).isEqualTo(Object.class);
      assertThat(value.getAnnotations()).hasSize(1).allMatch(CacheValue.class::isInstance);
      assertThat(context.getKeyParameters()).isNotSameAs(context.getKeyParameters());
      assertThat(context.unwrap(CacheInvocationContext.class)).isSameAs(context);
      assertThatThrownBy(() -> context.unwrap(String.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("@CachePut on " + Texts.class.getName() + ".put(");

      texts.findMarked("ignored", "marked");
      CacheKeyInvocationContext<? extends Annotation> marked = Plain.CONTEXTS.get(1);
      assertThat(marked.getKeyParameters())
          .extracting(CacheInvocationParameter::getValue)
          .containsExactly("marked");
      assertThat(marked.getValueParameter()).isNull();
    }
  }

  @Test
  void a_cache_resolver_factory_is_asked_once_for_each_method() {
    OwnCaches.ASKED.clear();
    try (Container container = Container.of(Resolved.class, OwnCaches.class)) {
      Resolved resolved = container.bean(Resolved.class);
      assertThat(resolved.find("a")).isEqualTo("found a");
      assertThat(resolved.find("a")).isEqualTo("found a");
      assertThatThrownBy(() -> resolved.fail("x")).hasMessage("x");
      assertThatThrownBy(() -> resolved.fail("x")).hasMessage("x");
      assertThat(container.cache("own find")).hasSize(1);
      assertThat(container.cache("own fail exceptions")).hasSize(1);
      resolved.clear();
      assertThat(OwnCaches.ASKED)
          .containsExactlyInAnyOrder("find", "fail", "fail exceptions", "clear");
    }
  }

  @Test
  void a_generator_that_cannot_be_made_is_named_at_start_up() {
    assertThatThrownBy(() -> Container.of(Unmakeable.class))
        .hasStackTraceContaining(
            "@CacheResult on "
                + Unmakeable.class.getName()
                + ".find(java.lang.String) names the CacheKeyGenerator "
                + NoConstructor.class.getName()
                + ", which is no bean and cannot be made");
  }

  @Test
  void a_generator_that_returns_no_key_is_named() {
    try (Container container = Container.of(Nothing.class)) {
      assertThatThrownBy(() -> container.bean(Nothing.class).find("a"))
          .hasMessageStartingWith(NoKey.class.getName() + " returned no key for @CacheResult on");
    }
  }

  @Test
  void a_factory_that_returns_no_resolver_is_named_at_start_up() {
    assertThatThrownBy(() -> Container.of(Nowhere.class))
        .hasStackTraceContaining(
            NoCache.class.getName() + " returned no CacheResolver for @CacheResult on");
  }

  record TextKey(String text) implements GeneratedCacheKey {
    @Serial private static final long serialVersionUID = 1L;
  }

  @Dependent
  static class Locale {
    String mark() {
      return "!";
    }
  }

  @ApplicationScoped
  static class Upper implements CacheKeyGenerator {
    @Inject Locale locale;

    @Override
    public GeneratedCacheKey generateCacheKey(
        CacheKeyInvocationContext<? extends Annotation> context) {
      String text = (String) context.getKeyParameters()[0].getValue();
      return new TextKey(text.toUpperCase(java.util.Locale.ROOT) + locale.mark());
    }
  }

  static final class Plain implements CacheKeyGenerator {
    static final List<CacheKeyInvocationContext<? extends Annotation>> CONTEXTS =
        new CopyOnWriteArrayList<>();

    private Plain() {}

    @Override
    public GeneratedCacheKey generateCacheKey(
        CacheKeyInvocationContext<? extends Annotation> context) {
      CONTEXTS.add(context);
      return new TextKey("plain " + context.getKeyParameters()[0].getValue());
    }
  }

  @ApplicationScoped
  @CacheDefaults(cacheName = "texts", cacheKeyGenerator = Plain.class)
  static class Texts {
    @CacheResult(cacheKeyGenerator = Upper.class)
    public String find(String id) {
      return "found " + id;
    }

    @CacheResult
    public String findByDefault(String id) {
      return "found " + id;
    }

    @CacheResult
    public String findMarked(String other, @CacheKey String id) {
      return "found " + id + other;
    }

    @CachePut
    public void put(String id, @CacheValue Object value) {}

    @CacheRemove
    public void remove(String id) {}
  }

  @Dependent
  static class OwnCaches implements CacheResolverFactory {
    static final List<String> ASKED = new CopyOnWriteArrayList<>();

    @Inject CacheManager manager;

    @Override
    public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> details) {
      return resolver(details.getMethod().getName());
    }

    @Override
    public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> details) {
      return resolver(details.getMethod().getName() + " exceptions");
    }

    private CacheResolver resolver(String name) {
      ASKED.add(name);
      Cache<Object, Object> cache =
          manager.createCache("own " + name, new MutableConfiguration<Object, Object>());
      return new CacheResolver() {
        @Override
        @SuppressWarnings("unchecked")
        public <K, V> Cache<K, V> resolveCache(
            CacheInvocationContext<? extends Annotation> context) {
          return (Cache<K, V>) cache;
        }
      };
    }
  }

  @ApplicationScoped
  @CacheDefaults(cacheResolverFactory = OwnCaches.class)
  static class Resolved {
    @CacheResult
    public String find(String id) {
      return "found " + id;
    }

    @CacheResult(exceptionCacheName = "failures")
    public String fail(String id) {
      throw new IllegalArgumentException(id);
    }

    @CacheRemoveAll
    public void clear() {}
  }

  static final class NoConstructor implements CacheKeyGenerator {
    private final String name;

    NoConstructor(String name) {
      this.name = name;
    }

    @Override
    public GeneratedCacheKey generateCacheKey(
        CacheKeyInvocationContext<? extends Annotation> context) {
      return new TextKey(name);
    }
  }

  @ApplicationScoped
  static class Unmakeable {
    @CacheResult(cacheName = "any", cacheKeyGenerator = NoConstructor.class)
    public String find(String id) {
      return id;
    }
  }

  static final class NoKey implements CacheKeyGenerator {
    @Override
    public GeneratedCacheKey generateCacheKey(
        CacheKeyInvocationContext<? extends Annotation> context) {
      return null;
    }
  }

  static final class NoCache implements CacheResolverFactory {
    @Override
    public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> details) {
      return null;
    }

    @Override
    public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> details) {
      return null;
    }
  }

  @ApplicationScoped
  static class Nothing {
    @CacheResult(cacheName = "any", cacheKeyGenerator = NoKey.class)
    public String find(String id) {
      return id;
    }
  }

  @ApplicationScoped
  static class Nowhere {
    @CacheResult(cacheName = "any", cacheResolverFactory = NoCache.class)
    public String find(String id) {
      return id;
    }
  }
}
