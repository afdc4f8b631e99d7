package outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import javax.cache.CacheManager;
import javax.cache.Caching;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** What a stranger gets who adds the starter beside Hazelcast's and Ehcache's own jars. */
class ShopTest {
  @Test
  void the_second_call_and_the_call_after_a_restart_are_answered_by_the_cache() {
    int providers = 0;
    for (Object provider : Caching.getCachingProviders()) {
      providers++;
    }
    assertTrue(providers > 2, "Hazelcast's and Ehcache's providers are there");

    try (ConfigurableApplicationContext application = SpringApplication.run(Shop.class)) {
      assertEquals(
          "com.heliosdb.edge.cache.jcache.EdgeCacheManager",
          application.getBean(CacheManager.class).getClass().getName());
      use(application);
      use(application);
    }
    assertEquals(2, Shop.calls);
    try (ConfigurableApplicationContext application = SpringApplication.run(Shop.class)) {
      use(application);
    }
    assertEquals(2, Shop.calls);
  }

  private static void use(ConfigurableApplicationContext application) {
    Shop shop = application.getBean(Shop.class);
    assertEquals("product 1", shop.product(1));
    assertEquals("green tea", shop.tea("green"));
  }

  @Test
  void metrics_and_actuator_do_not_come_along() {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    assertFalse(classPath.contains("micrometer-core"), classPath);
    assertFalse(classPath.contains("actuator"), classPath);
    assertTrue(classPath.contains("edge-cache-micrometer"), classPath);
  }
}
