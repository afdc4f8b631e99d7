package com.heliosdb.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.management.EdgeCacheStatisticsMXBean;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.cache.management.CacheMXBean;
import javax.cache.management.CacheStatisticsMXBean;
import org.junit.jupiter.api.Test;

/** What the jar tells native-image about reflection, against the sources. */
class NativeMetadataTest {
  private static final Path METADATA =
      Path.of("src/main/resources/META-INF/native-image/com.heliosdb.edge/edge-cache");
  private static final Path SERVICES = Path.of("src/main/resources/META-INF/services");
  private static final Pattern VAR_HANDLE = Pattern.compile("findVarHandle\\(\\s*(\\w+)\\.class,");

  private static List<? extends Config> entries() throws IOException {
    String json = Files.readString(METADATA.resolve("reflect-config.json"));
    return ConfigFactory.parseString("classes = " + json).getConfigList("classes");
  }

  private static Set<String> named() throws IOException {
    Set<String> named = new TreeSet<>();
    entries().forEach(each -> named.add(each.getString("name")));
    return named;
  }

  @Test
  void every_class_and_constructor_named_exists() throws Exception {
    for (Config each : entries()) {
      Class<?> type = Class.forName(each.getString("name"));
      if (each.hasPath("methods")) {
        assertThat(type.getConstructor().newInstance()).isInstanceOf(type);
      }
    }
  }

  @Test
  void every_class_whose_fields_are_looked_up_is_named() throws IOException {
    Set<String> withFields = new TreeSet<>();
    for (Config each : entries()) {
      if (each.hasPath("allDeclaredFields")) {
        withFields.add(each.getString("name").replaceFirst(".*[.$]", ""));
      }
    }
    assertThat(withFields).as("classes with allDeclaredFields").isEqualTo(lookedUp());
  }

  private static Set<String> lookedUp() throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        Matcher handle = VAR_HANDLE.matcher(Files.readString(source));
        while (handle.find()) {
          found.add(handle.group(1));
        }
      }
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  @Test
  void every_service_of_ours_and_every_mxbean_is_named() throws IOException {
    Set<String> named = named();
    try (Stream<Path> services = Files.list(SERVICES)) {
      for (Path service : services.toList()) {
        assertThat(named).containsAll(Files.readAllLines(service));
      }
    }
    for (Class<?> bean :
        List.of(EdgeCacheStatisticsMXBean.class, CacheStatisticsMXBean.class, CacheMXBean.class)) {
      assertThat(named).contains(bean.getName());
    }
  }

  @Test
  void the_files_that_are_read_are_included() throws IOException {
    String json = Files.readString(METADATA.resolve("resource-config.json"));
    List<? extends Config> includes =
        ConfigFactory.parseString(json).getConfigList("resources.includes");
    assertThat(List.of("reference.conf", "edge-cache.conf"))
        .allSatisfy(
            file -> assertThat(includes).anyMatch(each -> file.matches(each.getString("pattern"))));
  }
}
