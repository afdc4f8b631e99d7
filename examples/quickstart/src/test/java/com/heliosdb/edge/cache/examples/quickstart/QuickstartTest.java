package com.heliosdb.edge.cache.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it, with the node in processes of its own. */
class QuickstartTest {
  @TempDir Path root;
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aReplayedTraceAsksTheOriginOnlyBeforeTheRestart() throws IOException {
    for (int i = 0; i < 20; i++) {
      Files.writeString(root.resolve("page" + i), "content of page " + i);
    }
    Path trace = Files.writeString(directory.resolve("trace"), "5\n9\n/page3\n5\n5\n17\n");
    Path disk = directory.resolve("disk");

    int status =
        run("--root", root, "--trace", trace, "--dir", disk, "--latency", 0, "--heap", "64k");

    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString(UTF_8))
        .contains("the first 6 of trace; 3 of its keys stand for resources")
        .containsPattern("cold +6 of 6 requests")
        .containsPattern("warm +6 of 6 requests")
        .containsPattern("heap +\\S+ +\\S+")
        .containsPattern("disk +\\S+ +\\S+")
        .containsPattern("origin requests +6 +4 +0\\R")
        .contains("saved 4 of 4 origin requests (100.0 %)");
    assertThat(disk).isNotEmptyDirectory();
  }

  @Test
  void threeNodesShareLoadsAndUpdatesAndNoRequestFailsWhileTheRegionIsAway() throws IOException {
    for (int i = 0; i < 100; i++) {
      Files.writeString(root.resolve("page" + i), "content of page " + i);
    }

    int status =
        run(
            "--nodes",
            3,
            "--root",
            root,
            "--requests",
            2_000,
            "--skew",
            0,
            "--latency",
            0,
            "--heap",
            "64k");

    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString(UTF_8))
        .containsPattern("The region saved [1-9][0-9]* of [0-9]+ origin requests")
        .contains("all 3 nodes have 50 of 50 updates.")
        .contains("   Killed, and 10 resources changed.")
        .containsPattern(
            "Started again: it serves after \\S+ m?s, and all nodes use it \\S+ m?s later")
        .containsPattern("what changed meanwhile is on all of them \\S+ [mu]?s after that")
        .contains("all 3 nodes have the last change of 50 of 50 resources.")
        .containsPattern("failed +0 +0 +0 +0\\R")
        .containsPattern("\\R0 of [0-9,]+ requests failed\\.");
  }

  private int run(Object... args) {
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    return Quickstart.run(
        new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), words);
  }
}
