package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCache;
import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values on disk whose class is another one at the next start. */
@Timeout(60)
class ChangedClassTest {
  @TempDir Path scratch;

  private interface Use {
    void of(EdgeCache<String, Object> cache, ClassLoader loader) throws Exception;
  }

  private void run(ClassLoader loader, Use use) throws Exception {
    try (EdgeCachingProvider provider = new EdgeCachingProvider()) {
      EdgeCacheConfiguration<String, Object> configuration =
          new EdgeCacheConfiguration<String, Object>()
              .setDiskPath(scratch.resolve("disk"))
              .setHeapCapacity(1 << 20)
              .setDiskCapacity(16 << 20)
              .set("disk.min-free", "0")
              .set("disk.slices", "2");
      configuration.setStatisticsEnabled(true);
      EdgeCache<String, Object> cache =
          FaultyNode.edge(
              provider
                  .getCacheManager(URI.create("test:changed"), loader)
                  .createCache("a", configuration));
      SpecCache.awaitRecovery("a");
      use.of(cache, loader);
    }
  }

  private URLClassLoader compile(String version, String source) throws IOException {
    Path folder = Files.createDirectories(scratch.resolve(version));
    Path file = Files.writeString(folder.resolve("Thing.java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-proc:none", "-d", folder.toString());
      assertThat(
              compiler
                  .getTask(null, files, null, options, null, files.getJavaFileObjects(file))
                  .call())
          .isTrue();
    }
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
  }

  private static Object make(ClassLoader loader) throws ReflectiveOperationException {
    return Class.forName("Thing", true, loader).getMethod("make").invoke(null);
  }

  private static void put(EdgeCache<String, Object> cache, ClassLoader loader) throws Exception {
    cache.put("thing", make(loader));
    cache.put("plain", "value");
    assertThat(cache.get("thing")).hasToString("thing 1");
    assertThat(cache.tierOf("thing")).contains(Tier.DISK);
  }

  private static void assertMiss(EdgeCache<String, Object> cache) {
    assertThat(cache.tierOf("thing")).contains(Tier.DISK);
    assertThat(cache.get("thing")).isNull();
    assertThat(cache.tierOf("thing")).isEmpty();
    assertThat(cache.containsKey("thing")).isFalse();
    assertThat(cache.tierStatistics().tiers().get(Tier.DISK).faults()).isEqualTo(1);
    assertThat(cache.get("plain")).isEqualTo("value");
  }

  private static String recordOf(String fields, String arguments) {
    return """
        public record Thing(%s) implements java.io.Serializable {
          public static Object make() { return new Thing(%s); }
          @Override public String toString() { return "thing " + number; }
        }
        """
        .formatted(fields, arguments);
  }

  private static String classOf(String type, String initial) {
    return """
        public class Thing implements java.io.Serializable {
          private %s number = %s;
          public static Object make() { return new Thing(); }
          @Override public String toString() { return "thing " + number; }
        }
        """
        .formatted(type, initial);
  }

  private static String enumOf(String constants) {
    return """
        public enum Thing {
          %s;
          public static Object make() { return ONE; }
          @Override public String toString() { return "thing 1"; }
        }
        """
        .formatted(constants);
  }

  private void assertChangeIsMiss(String before, String after) throws Exception {
    try (URLClassLoader one = compile("before", before);
        URLClassLoader two = compile("after", after)) {
      run(one, ChangedClassTest::put);
      run(
          two,
          (cache, loader) -> {
            assertMiss(cache);
            put(cache, loader);
          });
      run(two, (cache, loader) -> assertThat(cache.get("thing")).hasToString("thing 1"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "int number, 1, long number, 1",
    "int number, 1, 'int number, int other', '1, 2'",
    "'int number, int other', '1, 2', 'int other, int number', '2, 1'",
  })
  void a_record_with_other_components_is_a_miss(
      String fields, String arguments, String otherFields, String otherArguments) throws Exception {
    assertChangeIsMiss(recordOf(fields, arguments), recordOf(otherFields, otherArguments));
  }

  @Test
  void a_class_with_another_field_type_is_a_miss() throws Exception {
    assertChangeIsMiss(classOf("int", "1"), classOf("long", "1"));
  }

  @Test
  void an_enum_with_other_constants_is_a_miss() throws Exception {
    assertChangeIsMiss(enumOf("ONE, TWO"), enumOf("ONE, THREE"));
  }

  @Test
  void a_class_that_became_a_record_is_a_miss() throws Exception {
    assertChangeIsMiss(classOf("int", "1"), recordOf("int number", "1"));
  }

  @Test
  void a_class_that_is_gone_is_a_miss() throws Exception {
    try (URLClassLoader one = compile("before", classOf("int", "1"))) {
      run(one, ChangedClassTest::put);
    }
    run(getClass().getClassLoader(), (cache, loader) -> assertMiss(cache));
  }

  @Test
  void a_class_that_is_the_same_is_a_hit() throws Exception {
    try (URLClassLoader one = compile("before", classOf("int", "1"));
        URLClassLoader two = compile("after", classOf("int", "1"))) {
      run(one, ChangedClassTest::put);
      run(
          two,
          (cache, loader) -> {
            assertThat(cache.get("thing")).hasToString("thing 1");
            assertThat(cache.get("thing").getClass().getClassLoader()).isSameAs(loader);
          });
    }
  }
}
