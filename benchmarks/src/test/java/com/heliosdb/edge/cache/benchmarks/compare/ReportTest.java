package com.heliosdb.edge.cache.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.heliosdb.edge.cache.benchmarks.Medians;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir Path directory;

  private static Measurement hit(String peer, int pass, double nanos) {
    return new Measurement(
        "get-hot-statistics", peer, pass, List.of(nanos), new TreeMap<>(), 0.01, 0);
  }

  private static Measurement disk(String peer, double p50, double p99) {
    return new Measurement(
        "disk-get-1k",
        peer,
        1,
        List.of(p50),
        new TreeMap<>(Map.of(50.0, p50, 99.0, p99)),
        Double.NaN,
        0);
  }

  private static Results fixture() {
    List<Measurement> measurements = new ArrayList<>();
    double[] ours = {10, 30, 20};
    double[] caffeine = {40, 30, 50};
    for (int pass = 1; pass <= 3; pass++) {
      measurements.add(hit("edge", pass, ours[pass - 1]));
      measurements.add(hit("caffeine", pass, caffeine[pass - 1]));
    }
    measurements.add(hit("ehcache", 1, 100));
    measurements.add(hit("map", 1, 5));
    measurements.add(disk("edge", 12, 20));
    measurements.add(disk("ehcache-disk", 10, 40));
    return new Results(
        "2026-01-31",
        "a processor, 2 cores",
        "a virtual machine 17",
        "compare",
        3,
        new TreeMap<>(Map.of("edge", "0.1.0", "caffeine", "3.2.4")),
        measurements,
        List.of(new Results.Failure("get-hot", "hazelcast", 1, "It did not start")),
        List.of(
            new Results.Memory("edge", 1_000, 190, Double.NaN),
            new Results.Memory("ehcache", 1_000, 100, 110)));
  }

  private static Verdict verdict(String row, int target) {
    Results results = fixture();
    return results.verdicts(Rows.matching(Pattern.compile("^" + row + "$")).get(0)).get(target);
  }

  @Test
  void medianIsTheMiddleOne() {
    assertThat(Medians.of(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
    assertThat(Medians.of(List.of(9.0, 1.0))).isEqualTo(5);
    assertThat(Medians.of(List.of())).isNaN();
  }

  @Test
  void ratioIsOfTheMediansWithTheFastestPeer() {
    Verdict verdict = verdict("get-hot-statistics", 0);

    assertThat(verdict.fastest()).isEqualTo("caffeine");
    assertThat(verdict.ours()).isEqualTo(20);
    assertThat(verdict.value()).isEqualTo(0.5);
    assertThat(verdict.passRatios()).containsExactly(0.25, 1.0, 0.4);
    assertThat(verdict.met()).isTrue();
  }

  @Test
  void absoluteTargetLooksAtOursAlone() {
    Verdict verdict = verdict("get-hot-statistics", 1);

    assertThat(verdict.value()).isEqualTo(0.01);
    assertThat(verdict.met()).isTrue();
  }

  @Test
  void percentilesAreComparedEachWithItsOwn() {
    assertThat(verdict("disk-get-1k", 0).met()).isFalse();
    assertThat(verdict("disk-get-1k", 1).met()).isTrue();
  }

  @Test
  void whatWasNotComparedIsNotMet() {
    assertThat(verdict("disk-get-1k", 2).fastest()).isNull();
    assertThat(verdict("disk-get-1k", 2).met()).isFalse();
  }

  @Test
  void reportSaysWhoWinsWhoRanAndWhatFailed() throws IOException {
    Report.write(fixture(), directory);

    assertThat(directory.resolve("README.md"))
        .content()
        .contains("2026-01-31. a processor, 2 cores. a virtual machine 17.")
        .contains(
            "| get, 1,000 hot keys, statistics on | 20.0 ns | caffeine, 40.0 ns | 0.50 |"
                + " 0.25, 1.00, 0.40 | ≤ 0.75 | met |")
        .contains("| get, 1 KB values: p50 | 12.0 µs | ehcache-disk, 10.0 µs | 1.20 |")
        .contains("**not met**")
        .contains("- get, 1 KB values: ehcache-disk takes 10.0 µs, we take 12.0")
        .contains(
            "- an entry on the heap, beyond Ehcache's: 90.0 B, to reach ≤ 64.0 B: **not met**")
        .contains("| caffeine | 3.2.4 | 3 | 0 |")
        .contains("- get-hot, hazelcast, pass 1: It did not start")
        .doesNotContain("map takes");
  }

  @Test
  void plotsAreDrawnForLightAndDarkPages() throws IOException {
    Report.write(fixture(), directory);

    for (String plot : List.of("latency.svg", "percentiles.svg", "memory.svg")) {
      assertThat(directory.resolve(plot))
          .content()
          .startsWith("<svg xmlns=")
          .endsWith("</svg>\n")
          .contains("prefers-color-scheme: dark");
    }
    assertThat(directory.resolve("latency.svg"))
        .content()
        .contains(">Helios Edge Cache<", ">20.0<");
  }

  @Test
  void rawResultsRenderTheSameReportAgain() throws IOException {
    Path first = Files.createDirectory(directory.resolve("first"));
    Path again = directory.resolve("again");
    ResultsJson.write(fixture(), first.resolve("results.json"));
    Report.write(fixture(), first);

    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] options = {
      "--report-from", first.resolve("results.json").toString(), "--out", again.toString()
    };
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      org.assertj.core.api.Assertions.assertThatIllegalStateException()
          .isThrownBy(() -> CompareCommand.run(options, out))
          .withMessage("1 forks failed; the report names them");
    }

    for (String file :
        List.of("README.md", "results.json", "latency.svg", "percentiles.svg", "memory.svg")) {
      assertThat(again.resolve(file)).hasSameTextualContentAs(first.resolve(file));
    }
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("met      get-hot-statistics")
        .contains("NOT MET  disk-get-1k");
  }

  @Test
  void fileWithoutResultsIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("other.json"), "{\"a\": 1}");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResultsJson.read(file))
        .withMessageContaining("holds no results of a comparison");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResultsJson.read(directory.resolve("missing.json")))
        .withMessageContaining("There is no file");
  }

  @Test
  void reasonOfAFailureIsWhatTheBenchmarkSaid() {
    Exception wrapped = new IllegalStateException("wrapped");
    wrapped.addSuppressed(new IllegalArgumentException("There is no peer 'x'"));

    assertThat(Comparison.reason(new RuntimeException("run", wrapped)))
        .isEqualTo("IllegalArgumentException: There is no peer 'x'");
  }
}
