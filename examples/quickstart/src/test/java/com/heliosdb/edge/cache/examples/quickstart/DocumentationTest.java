package com.heliosdb.edge.cache.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.config.EdgeCacheSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every piece of Java in the guides stands in a source of this build, line for line, and every
 * setting they name is one.
 */
class DocumentationTest {
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

  /** The key of a setting, without the prefix and the cache it is for. */
  private static final Pattern SETTING =
      Pattern.compile(
          "(?<!com\\.)heliosdb\\.edge\\.cache\\.(?:caches(?:\\.\\w+|\\[[^]]*]|\\.\"[^\"]*\")\\.)?"
              + "([a-z][a-z-]*(?:\\.[a-z][a-z-]*)*)");

  private static final Path ROOT = Path.of("..", "..");

  @TestFactory
  Stream<DynamicTest> every_piece_of_java_is_compiled() throws IOException {
    List<String> sources = sources();
    List<DynamicTest> tests = new ArrayList<>();
    for (Path guide : filesUnder(ROOT.resolve("docs"), ".md")) {
      Matcher piece = JAVA.matcher(Files.readString(guide));
      while (piece.find()) {
        String lines = lines(piece.group(1));
        tests.add(
            DynamicTest.dynamicTest(
                guide.getFileName() + ": " + lines.lines().findFirst().orElse(""),
                () -> assertThat(sources).anyMatch(source -> source.contains(lines))));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  @Test
  void every_setting_that_is_named_is_one() throws IOException {
    List<Path> texts = new ArrayList<>(filesUnder(ROOT.resolve("docs"), ".md"));
    texts.add(ROOT.resolve("README.md"));
    List<String> named = new ArrayList<>();
    for (Path text : texts) {
      SETTING.matcher(Files.readString(text)).results().forEach(key -> named.add(key.group(1)));
    }
    assertThat(named).contains("disk.path", "annotations.time-to-live");
    assertThat(named).allMatch(DocumentationTest::isSettingOrGroup);
  }

  /**
   * Whether there is such a setting or group, for all caches or for one. The settings of a store
   * are its own, and no others know them.
   */
  private static boolean isSettingOrGroup(String named) {
    String key = named.replaceFirst("^caches\\.\\w+\\.?", "");
    return key.isEmpty()
        || key.matches("region\\.(hazelcast|azure-blob)\\..+")
        || EdgeCacheSettings.keys().stream()
            .anyMatch(known -> known.equals(key) || known.startsWith(key + "."));
  }

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String part : List.of("examples", "provider")) {
      for (Path file : filesUnder(ROOT.resolve(part), ".java")) {
        if (!file.toString().contains("/target/")) {
          sources.add(lines(Files.readString(file)));
        }
      }
    }
    return sources;
  }

  private static List<Path> filesUnder(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** Without indentation and empty lines. */
  private static String lines(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n", "\n", "\n"));
  }
}
