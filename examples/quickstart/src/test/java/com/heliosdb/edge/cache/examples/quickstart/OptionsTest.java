package com.heliosdb.edge.cache.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @TempDir Path directory;

  @Test
  void withoutAnyTheJdkImageIsServedToAZipfClient() {
    Options options = Options.parse();

    assertThat(options.root()).isEqualTo(Origin.jdkImage()).isDirectory();
    assertThat(options.trace()).isEmpty();
    assertThat(options.latency()).isEqualTo(Duration.ofMillis(40));
    assertThat(options.nodes()).isZero();
    assertThat(options.azurite()).isFalse();
    assertThat(options.help()).isFalse();
  }

  @Test
  void namesAndValuesAreJoinedByASpaceOrAnEqualsSign() {
    Options options =
        Options.parse("--requests", "7", "--skew=1.5", "--heap", "64k", "--disk=1 MiB");

    assertThat(options.requests()).isEqualTo(7);
    assertThat(options.skew()).isEqualTo(1.5);
    assertThat(options.heapBytes()).isEqualTo(64 * 1024);
    assertThat(options.diskBytes()).isEqualTo(1024 * 1024);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--bogus      | 1      | There is no option --bogus.",
        "--requests   | 0      | --requests must be a whole number from 1 to 10000000, but was '0'.",
        "--resources  | many   | --resources must be a whole number from 1 to 10000000, but was 'many'.",
        "--latency    | -1     | --latency must be a whole number from 0 to 10000, but was '-1'.",
        "--skew       | 5.1    | --skew must be a number from 0 to 5, but was '5.1'.",
        "--skew       | NaN    | --skew must be a number from 0 to 5, but was 'NaN'.",
        "--heap       | 2x     | --heap must be at least 1024 bytes, such as 4000000, 512k, 2m or 1g, but was '2x'.",
        "--disk       | 1023k  | --disk must be at least 1048576 bytes, such as 4000000, 512k, 2m or 1g, but was '1023k'.",
        "--disk       | 3m     | --disk must be at least twice --heap, 4194304 bytes, but was '3145728'.",
        "--root       | none   | --root must be a folder, but was 'none'.",
        "--trace      | none   | --trace must be a readable file, but was 'none'.",
        "--nodes      | 1      | --nodes must be a whole number from 2 to 9, but was '1'.",
        "--seed       | \"\"   | --seed must be a whole number from -9223372036854775808 to 9223372036854775807, but was ''.",
      })
  void aBadOptionIsNamedWithItsRule(String name, String value, String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(name, value))
        .withMessage(sentence);
  }

  @Test
  void azuriteIsForNodesThatShareARegion() {
    Options options = Options.parse("--azurite", "--nodes", "3");

    assertThat(options.nodes()).isEqualTo(3);
    assertThat(options.azurite()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--azurite"))
        .withMessage("--azurite needs --nodes: one node has no region.");
  }

  @Test
  void nodesThatShareARegionReplayNoTrace() throws IOException {
    Path trace = Files.writeString(directory.resolve("trace"), "1");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--nodes", "3", "--trace", trace.toString()))
        .withMessage("--nodes goes without --trace: its requests are Zipf's.");
  }

  @Test
  void anOptionThatLacksItsValueIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--root"))
        .withMessage("--root must be a folder, but was ''.");
  }

  @Test
  void aUsedDirectoryIsRefusedForTheFirstRunIsToBeCold() throws IOException {
    Files.writeString(directory.resolve("something"), "");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("--dir", directory.toString()))
        .withMessage("--dir must be a new or an empty directory, but was '" + directory + "'.");
    assertThat(Options.parse("--dir", directory.resolve("new").toString()).directory())
        .contains(directory.resolve("new"));
  }

  @Test
  void aRefusedCommandLineEndsWithTheValidOptionsAndExitCode2() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int status = run(out, err, "--bogus");

    assertThat(status).isEqualTo(2);
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8))
        .startsWith("There is no option --bogus.")
        .endsWith(Options.USAGE);
  }

  @Test
  void aFolderWithoutFilesIsRefused() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int status = run(new ByteArrayOutputStream(), err, "--root", directory.toString());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("--root must hold a readable file");
  }

  @Test
  void helpNamesEveryOption() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    int status = run(out, new ByteArrayOutputStream(), "--help");

    assertThat(status).isZero();
    assertThat(out.toString(UTF_8))
        .contains("--root", "--trace", "--requests", "--resources", "--skew", "--latency")
        .contains("--dir", "--heap", "--disk", "--nodes", "--azurite", "--seed", "--help");
  }

  private static int run(ByteArrayOutputStream out, ByteArrayOutputStream err, String... args) {
    return Quickstart.run(
        new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), args);
  }
}
