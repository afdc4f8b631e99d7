package com.heliosdb.edge.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import javax.cache.annotation.CacheResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What an application that cannot start says on its console. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTest {
  private static void start(Class<?> application, String... properties) {
    List<String> arguments = new ArrayList<>();
    for (String property : properties) {
      arguments.add("--" + property);
    }
    SpringApplication spring = new SpringApplication(application);
    try (ConfigurableApplicationContext context = spring.run(arguments.toArray(String[]::new))) {
      assertThat(context.isRunning()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          disk.capasity=1 GiB                    | disk.capasity is no setting       | disk.capacity
          tiering.demotion-idle=60               | tiering.demotion-idle must be a time with its unit | 5 m
          caches.products.heap.capacity=1 parsec | caches.products.heap.capacity must be a size | 64 MiB
          disk.enabled=maybe                     | disk.enabled must be true or false | maybe
          disk=on                                | disk is a group of settings       | disk.capacity
          """)
  void a_wrong_setting_is_named_with_rule_and_place(
      String property, String sentence, String rule, CapturedOutput output) {
    assertThatThrownBy(() -> start(Sound.class, "heliosdb.edge.cache." + property))
        .isInstanceOf(Exception.class);

    assertThat(output)
        .contains("APPLICATION FAILED TO START", "heliosdb.edge.cache." + sentence, rule)
        .contains("was given in \"heliosdb.edge.cache." + property.split("=", 2)[0] + "\"")
        .contains("commandLineArgs")
        .contains("reference.conf")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(classes = {SpringNamed.class, JcacheNamed.class})
  void a_missing_cache_is_named_with_the_method_that_uses_it(
      Class<?> application, CapturedOutput output) {
    assertThatThrownBy(() -> start(application, "spring.cache.cache-names=products,prices"))
        .isInstanceOf(MissingCacheException.class);

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(
            application.getName()
                + ".find uses the cache 'prodcts', which does not exist; there are"
                + " [prices, products]")
        .contains("spring.cache.cache-names", "heliosdb.edge.cache.caches[prodcts]");
  }

  @Test
  void what_resolves_its_cache_itself_is_left_alone() {
    Contexts.runner()
        .withUserConfiguration(ResolvesItself.class)
        .run(context -> assertThat(context).hasNotFailed());
  }

  /** Nothing wrong with it. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableCaching
  static class Sound {}

  /** Misspells by Spring's annotation. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableCaching
  public static class SpringNamed {
    @Cacheable("prodcts")
    public String find(long id) {
      return "product " + id;
    }
  }

  /** Misspells by JSR-107's. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableCaching
  public static class JcacheNamed {
    @CacheResult(cacheName = "prodcts")
    public String find(long id) {
      return "product " + id;
    }
  }

  /** Its caches are not this manager's business. */
  @Configuration(proxyBeanMethods = false)
  @EnableCaching
  public static class ResolvesItself {
    @Cacheable(cacheNames = "elsewhere", cacheResolver = "someResolver")
    public String find(long id) {
      return "product " + id;
    }
  }
}
