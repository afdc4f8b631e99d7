package com.heliosdb.edge.cache.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayCommandTest {
  private static final String FORMATS =
      "lirs, arc, int32, int64, csv, text, synthetic-zipf, synthetic-zipf-scan,"
          + " synthetic-zipf-shifting, synthetic-loop";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void showsItsOptionsAndTheirDefaults() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--trace FILE", "1%, 10%, 50%", "0.001,0.05,40,150", "100000, 0.9, 1000000, 42")
        .contains("lirs, arc, int32, int64, csv, text")
        .contains("synthetic-zipf, synthetic-zipf-scan");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--tracy x|There is no option --tracy; the options are --trace, --format, --all, --targets,"
            + " --policy, --l1, --l2, --l3, --latencies-ms, --json, --plot, --keys, --skew, --requests,"
            + " --seed, --help",
        "--trace x --format cvs|There is no format cvs; the formats are " + FORMATS,
        "--trace|--trace needs a value",
        "--trace --format lirs|--trace needs a value",
        "--trace x --trace y|--trace is given twice",
        "--trace x --keys 7|--keys shapes synthetic traces only: synthetic-zipf,"
            + " synthetic-zipf-scan, synthetic-zipf-shifting, synthetic-loop",
        "--trace missing --format lirs|There is no file missing",
        "--trace a.bin|The name of a.bin does not tell its format: give --format, one of lirs, arc,"
            + " int32, int64, csv, text",
        "--all missing|There is no directory missing",
        "--format synthetic-zipf --l1 0%|--l1 must be a share up to 100%, or a number of entries"
            + " from 1, but was 0%",
        "--format synthetic-zipf --l2 many|--l2 must be a whole number but was 'many'",
        "--format synthetic-zipf --latencies-ms 1,2|--latencies-ms must be four numbers with commas"
            + " between, like 0.001,0.05,40,150, but was 1,2",
        "--format synthetic-zipf --targets|--targets can be given only with --all DIRECTORY",
        "--format lirs|Exactly one of --trace FILE, --format with a synthetic one, and --all"
            + " DIRECTORY must be given; --help shows all options"
      })
  void endsWithASentenceAndStatusTwoForBadInput(String arguments, String sentence) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(sentence + System.lineSeparator());
    assertThat(out.size()).isZero();
  }

  @Test
  void namesThePoliciesWhereThereIsNoSuchOne() {
    assertThat(
            run("--format", "synthetic-loop", "--keys", "9", "--requests", "9", "--policy", "lru"))
        .isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("tiering.policy", "threshold", "lru");
  }

  @Test
  void printsOneTraceInFullAndWritesItsFigures(@TempDir Path directory) throws IOException {
    Path json = directory.resolve("out.json");
    assertThat(
            run(
                "--format",
                "synthetic-loop",
                "--keys",
                "100",
                "--requests",
                "1000",
                "--l1",
                "10",
                "--l2",
                "90%",
                "--json",
                json.toString()))
        .isZero();
    // Every key stays: 100 come from the origin, and are read nine times more.
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("synthetic-loop: 1,000 requests of 100 keys; policy threshold; 1 ms a request")
        .contains("capacity in entries: L1 10, L2 90 besides copies of L1, L3 80")
        .contains("local 90.00 %")
        .containsPattern("origin +100 +10\\.00 +150\\.000")
        .containsPattern("optimum +9\\.00 +90\\.00");
    assertThat(Files.readString(json))
        .contains("\"trace\": \"synthetic-loop\"", "\"localPercent\": 90.00000", "\"origin\": 100");
  }

  @Test
  void printsATableOfADirectory(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("README.md"), "no trace");
    Files.writeString(directory.resolve("some.lis"), "1 5 0 0\n1 5 0 1\n");
    assertThat(run("--all", directory.toString(), "--keys", "50", "--requests", "500")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines().toList())
        .hasSize(2 + 1 + 4 + 1)
        .anyMatch(line -> line.startsWith("| some.lis | 50.0 | 0.0 |"))
        .anyMatch(line -> line.startsWith("| synthetic-zipf-shifting |"))
        .anyMatch(line -> line.startsWith("| mean of 5 |"));
  }

  @Test
  void namesTheTargetsThatAreMissing(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("some.lis"), "1 5 0 0\n");
    assertThat(run("--all", directory.toString(), "--targets")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("There is no trace nasa_19950801.csv below " + directory)
        .contains("w106.trace");
  }

  private int run(String... arguments) {
    return ReplayCommand.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }
}
