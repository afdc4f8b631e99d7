package outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.File;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Test;

/** What a stranger gets who adds the one dependency. */
class DropInTest {
  @Test
  void the_provider_is_found_without_a_name() {
    assertEquals(
        "com.heliosdb.edge.cache.jcache.EdgeCachingProvider",
        Caching.getCachingProvider().getClass().getName());
  }

  @Test
  void a_value_outlives_its_manager_on_disk() {
    Properties settings = new Properties();
    settings.setProperty("heliosdb.edge.cache.disk.enabled", "true");
    settings.setProperty("heliosdb.edge.cache.disk.path", System.getProperty("outside.disk"));
    MutableConfiguration<String, String> types =
        new MutableConfiguration<String, String>().setTypes(String.class, String.class);

    try (CacheManager manager = manager(settings)) {
      Cache<String, String> cache = manager.createCache("outside", types);
      cache.put("key", "value");
      assertEquals("value", cache.get("key"));
      assertNull(cache.get("another key"));
    }
    try (CacheManager manager = manager(settings)) {
      assertEquals("value", manager.createCache("outside", types).get("key"));
    }
  }

  @Test
  void nothing_comes_along_but_what_the_jar_needs() {
    Set<String> libraries =
        Arrays.stream(classPath().split(File.pathSeparator))
            .map(path -> new File(path).getName())
            .filter(name -> name.endsWith(".jar"))
            .map(name -> name.replaceFirst("-[0-9].*", ""))
            .filter(name -> !name.matches("surefire.*|junit.*|opentest4j|apiguardian-api"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        Set.of(
            "edge-cache",
            "cache-api",
            "config",
            "slf4j-api",
            "jspecify",
            "resilience4j-circuitbreaker",
            "resilience4j-core"),
        libraries);
  }

  private static CacheManager manager(Properties settings) {
    CachingProvider provider = Caching.getCachingProvider();
    return provider.getCacheManager(
        provider.getDefaultURI(), provider.getDefaultClassLoader(), settings);
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
