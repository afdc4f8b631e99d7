package com.heliosdb.edge.cache.config;

import static com.heliosdb.edge.cache.config.Sources.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where files are found, and what is done about those that are not. */
class ConfigFilesTest {
  private static final String SLICES = PREFIX + "disk.slices";

  @TempDir private Path directory;

  @Test
  void a_file_uri_is_read() {
    assertThat(slices(new Sources(directory).uriFile(SLICES + " = 2"))).isEqualTo(2);
  }

  @Test
  void a_resource_of_the_class_loader_is_read_by_its_bare_name_and_with_a_scheme()
      throws IOException {
    Files.createDirectory(directory.resolve("conf"));
    Sources.write(directory.resolve("conf/my.conf"), SLICES + " = 2");

    assertThat(slices(new Sources(directory).uri(URI.create("conf/my.conf")))).isEqualTo(2);
    assertThat(slices(new Sources(directory).uri(URI.create("classpath:conf/my.conf"))))
        .isEqualTo(2);
  }

  @Test
  void an_entry_of_a_local_jar_is_read_and_the_jar_is_not_kept_open() throws IOException {
    Path jar = directory.resolve("settings.jar");
    URI uri = URI.create("jar:" + jar.toUri() + "!/conf/my.conf");

    writeJar(jar, "conf/my.conf", SLICES + " = 2");
    assertThat(slices(new Sources(directory).uri(uri))).isEqualTo(2);

    writeJar(jar, "conf/my.conf", SLICES + " = 128");
    assertThat(slices(new Sources(directory).uri(uri))).isEqualTo(128);
  }

  @Test
  void a_jar_on_the_class_path_may_hold_the_file() throws IOException {
    Path jar = directory.resolve("settings.jar");
    writeJar(jar, "edge-cache.conf", SLICES + " = 2");

    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      EdgeCacheSettings settings =
          EdgeCacheSettings.load(URI.create("name"), loader, new Properties());
      assertThat(settings.cache("orders", Map.of()).disk().slices()).isEqualTo(2);
    }
  }

  @Test
  void of_two_files_on_the_class_path_the_first_wins_where_both_speak() throws IOException {
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    Sources.write(first.resolve("edge-cache.conf"), SLICES + " = 2");
    Sources.write(
        second.resolve("edge-cache.conf"), SLICES + " = 4\n" + PREFIX + "disk.store = memory");

    URL[] classPath = {first.toUri().toURL(), second.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classPath, null)) {
      DiskSettings disk =
          EdgeCacheSettings.load(URI.create("name"), loader, new Properties())
              .cache("orders", Map.of())
              .disk();
      assertThat(disk.slices()).isEqualTo(2);
      assertThat(disk.store()).isEqualTo("memory");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "name",
        "com.acme.Provider",
        "no/such/resource.conf",
        "a%20b",
        "#fragment",
        "?query",
        "/",
        "urn:heliosdb:edge",
        "name:some-manager",
        "classpath:no-such.conf",
        "http://127.0.0.1:1/edge-cache.conf",
        "https://heliosdb.invalid/edge-cache.conf",
        "jar:http://127.0.0.1:1/x.jar!/edge-cache.conf",
        "jar:file:/no/such.jar!/edge-cache.conf",
        "jar:file:/no/such.jar",
        "file:/no/such/file.conf",
        "file:relative.conf",
        "file://host/share/file.conf",
        "file:/etc/hostname?query",
        "file:///",
        "unknown-scheme://x/y"
      })
  void a_uri_that_is_no_readable_resource_is_only_a_name(String uri) {
    assertThat(new Sources(directory).uri(URI.create(uri)).load().configured()).isFalse();
  }

  @Test
  void a_directory_is_only_a_name() throws IOException {
    Files.createDirectory(directory.resolve("folder"));

    assertThat(new Sources(directory).uri(directory.toUri()).load().configured()).isFalse();
    assertThat(new Sources(directory).uri(URI.create("folder")).load().configured()).isFalse();
  }

  @Test
  void an_entry_that_the_jar_does_not_have_is_only_a_name() throws IOException {
    Path jar = directory.resolve("settings.jar");
    writeJar(jar, "other.conf", SLICES + " = 2");

    URI uri = URI.create("jar:" + jar.toUri() + "!/my.conf");
    assertThat(new Sources(directory).uri(uri).load().configured()).isFalse();
  }

  @Test
  void a_syntax_error_is_refused_with_file_and_line() {
    Sources classPath = new Sources(directory).classPath("a = 1\n\nheliosdb.edge.cache { = 5 }");
    assertThatThrownBy(classPath::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(
            "A configuration file cannot be understood: " + classPath.classPathFile + ": 3: ");

    Sources.write(classPath.classPathFile, "");
    Sources uri = new Sources(directory).uriFile("a {\n b = [1\n");
    assertThatThrownBy(uri::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("A configuration file cannot be understood: " + uri.uriFile + ": ");
  }

  @Test
  void a_syntax_error_in_a_jar_is_refused_with_its_place() throws IOException {
    Path jar = directory.resolve("settings.jar");
    writeJar(jar, "my.conf", "a = 1\nb = [");
    URI uri = URI.create("jar:" + jar.toUri() + "!/my.conf");

    assertThatThrownBy(new Sources(directory).uri(uri)::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("A configuration file cannot be understood: " + uri + ": 2: ");
  }

  @Test
  void a_file_may_use_its_own_values_system_properties_and_defaults() {
    Sources sources =
        new Sources(directory)
            .systemProperty("data.home", "/mnt/data")
            .classPath(
                """
                mine = 4
                heliosdb.edge.cache.disk {
                  slices = ${mine}
                  path = ${data.home}"/cache"
                  store = ${?not.defined.anywhere}
                }
                heliosdb.edge.cache.caches.orders {
                  tiering.scan-interval = ${heliosdb.edge.cache.tiering.demotion-idle}
                  heap.capacity = 2 ${unit}
                }
                unit = KiB
                """);

    CacheSettings settings = sources.cache("orders");

    assertThat(settings.disk().slices()).isEqualTo(4);
    assertThat(settings.disk().path()).isEqualTo(Path.of("/mnt/data/cache").toAbsolutePath());
    assertThat(settings.disk().store()).isEqualTo("ehcache");
    assertThat(settings.tiering().scanInterval()).isEqualTo(settings.tiering().demotionIdle());
    assertThat(settings.heap().capacityBytes()).isEqualTo(2048);
  }

  @Test
  void a_substitution_of_nothing_is_refused_with_file_and_line() {
    Sources sources = new Sources(directory).classPath("\n" + SLICES + " = ${no.such.value}");

    assertThatThrownBy(sources::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining(sources.classPathFile + ": 2: ")
        .hasMessageContaining("${no.such.value}");
  }

  @Test
  void a_file_may_include_its_neighbour() {
    Sources.write(directory.resolve("common.conf"), SLICES + " = 2");

    assertThat(slices(new Sources(directory).uriFile("include \"common.conf\""))).isEqualTo(2);
  }

  @Test
  void foreign_keys_in_a_file_are_left_alone() {
    Sources sources =
        new Sources(directory).classPath("heap = 1\nspring.name = x\n" + SLICES + " = 2");

    assertThat(slices(sources)).isEqualTo(2);
  }

  @Test
  void a_file_that_forgot_the_prefix_is_refused() {
    Sources sources = new Sources(directory).classPath("\ndisk.enabled = true");

    assertThatThrownBy(sources::load)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "disk ("
                + sources.classPathFile
                + ": 2) stands outside the prefix; write heliosdb.edge.cache.disk");
  }

  @Test
  void json_and_properties_files_are_read_by_their_endings() {
    Path json = directory.resolve("my.json");
    Path properties = directory.resolve("my.properties");
    Sources.write(json, "{\"heliosdb\": {\"edge\": {\"cache\": {\"disk\": {\"slices\": 2}}}}}");
    Sources.write(properties, SLICES + "=4");

    assertThat(slices(new Sources(directory).uri(json.toUri()))).isEqualTo(2);
    assertThat(slices(new Sources(directory).uri(properties.toUri()))).isEqualTo(4);
  }

  private static int slices(Sources sources) {
    return sources.cache("orders").disk().slices();
  }

  private static void writeJar(Path jar, String entry, String text) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(entry));
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
  }
}
