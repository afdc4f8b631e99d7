package com.heliosdb.edge.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The BOM beside us names what is published beside us. */
class BomTest {
  private static final Path PROVIDER = Path.of("..");

  @Test
  void every_published_artifact_is_in_the_bom() throws IOException {
    String bom = Files.readString(PROVIDER.resolve("bom/pom.xml"));
    List<String> managed = all("(?s)<dependency>.*?<artifactId>(.*?)</artifactId>", bom);
    for (String module :
        all("<module>(.*?)</module>", Files.readString(PROVIDER.resolve("pom.xml")))) {
      if (!module.equals("bom")) {
        String pom = Files.readString(PROVIDER.resolve(module).resolve("pom.xml"));
        String artifact = all("(?s)</parent>\\s*<artifactId>(.*?)</artifactId>", pom).get(0);
        assertThat(managed).as("artifacts in provider/bom/pom.xml").contains(artifact);
      }
    }
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(each -> each.group(1)).toList();
  }
}
