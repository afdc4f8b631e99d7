package com.heliosdb.edge.cache.examples.jmx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own, beside a node in another. */
@Timeout(120)
class TiersTest {
  @TempDir Path disk;

  private Process node;

  @BeforeEach
  void startNode() throws IOException {
    node = java(ObservedNode.class, disk.toString());
    assertThat(node.inputReader(UTF_8).readLine()).isEqualTo("ready");
  }

  @AfterEach
  void stopNode() throws IOException, InterruptedException {
    node.getOutputStream().close();
    assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  private static Process java(Class<?> program, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  private String pid() {
    return Long.toString(node.pid());
  }

  @Test
  void one_picture_as_json_for_scripts() throws Exception {
    Process view = java(Tiers.class, pid(), "--once", "--json");
    String output = new String(view.getInputStream().readAllBytes(), UTF_8);

    assertThat(view.waitFor()).isZero();
    assertThat(output)
        .hasLineCount(1)
        .startsWith("{\"caches\":[{\"manager\":\"heliosdb.edge\"")
        .contains("\"name\":\"a .heap.\"")
        .contains("\"name\":\"tiers\"")
        .contains("\"hits\":40,")
        .contains("\"misses\":1,")
        .contains("\"puts\":20,")
        .contains("\"removals\":1}")
        .contains("\"disk\":{")
        .contains("\"promotions\":4,");
  }

  @Test
  void one_picture_as_a_table() throws Exception {
    Process view = java(Tiers.class, "--once", pid());
    List<String> lines = new String(view.getInputStream().readAllBytes(), UTF_8).lines().toList();

    assertThat(view.waitFor()).isZero();
    assertThat(lines)
        .anyMatch(
            line ->
                line.equals("tiers (heliosdb.edge): 41 lookups, 97.6 % hit, 20 puts, 1 removals"))
        .anyMatch(line -> line.matches("  heap +41 .*"))
        .anyMatch(line -> line.matches("  disk .* 19 +[\\d.]+ (B|KiB)"));
    assertThat(lines.subList(0, lines.indexOf("")))
        .as("a cache without a disk")
        .noneMatch(line -> line.contains("disk"));
  }

  @Test
  void the_table_is_drawn_again_until_the_node_ends() throws Exception {
    Process view = java(Tiers.class, pid(), "--interval", "0.1");
    try (BufferedReader output = view.inputReader(UTF_8)) {
      int pictures = 0;
      while (pictures < 3) {
        String line = output.readLine();
        assertThat(line).as("the view goes on").isNotNull();
        pictures += line.startsWith("\033[H\033[J") ? 1 : 0;
      }
      node.getOutputStream().close();
      output.transferTo(java.io.Writer.nullWriter());
    }
    assertThat(view.waitFor()).isEqualTo(1);
  }

  @Test
  void a_process_that_is_none_is_named() throws Exception {
    Process view = java(Tiers.class, Long.toString(Long.MAX_VALUE), "--once");
    assertThat(view.waitFor()).isEqualTo(1);
  }
}
