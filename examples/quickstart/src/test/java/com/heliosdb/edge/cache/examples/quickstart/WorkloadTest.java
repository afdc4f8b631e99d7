package com.heliosdb.edge.cache.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {
  private static final int DRAWS = 200_000;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.7, 0.9, 1, 1.2})
  void everyRankIsDrawnAsOftenAsZipfsLawSays(double skew) {
    List<String> resources = resources(50);
    double norm = IntStream.rangeClosed(1, 50).mapToDouble(rank -> Math.pow(rank, -skew)).sum();

    Map<String, Long> drawn = counts(Workload.zipf(resources, skew, 7).next(DRAWS));

    for (int rank = 1; rank <= 50; rank++) {
      double share = Math.pow(rank, -skew) / norm;
      // Five standard deviations of a binomial share.
      double spread = 5 * Math.sqrt(share * (1 - share) / DRAWS);
      assertThat(drawn.getOrDefault(resources.get(rank - 1), 0L) / (double) DRAWS)
          .as("share of rank %s", rank)
          .isCloseTo(share, within(spread));
    }
  }

  @Test
  void oneSeedGivesTheSameRequestsAnotherOthers() {
    List<String> resources = resources(100);

    List<String> requests = Workload.zipf(resources, 0.9, 3).next(1_000);

    assertThat(Workload.zipf(resources, 0.9, 3).next(1_000)).isEqualTo(requests);
    assertThat(Workload.zipf(resources, 0.9, 4).next(1_000)).isNotEqualTo(requests);
  }

  @Test
  void zipfGoesOnWhereItStopped() {
    List<String> resources = resources(100);
    Workload workload = Workload.zipf(resources, 0.9, 3);

    List<String> first = workload.next(500);
    List<String> second = workload.next(500);

    assertThat(Workload.zipf(resources, 0.9, 3).next(1_000))
        .startsWith(first.toArray(String[]::new))
        .endsWith(second.toArray(String[]::new));
  }

  @Test
  void pickingTakesAtMostWhatThereIs() {
    assertThat(Workload.pick(resources(10), 4, 1)).hasSize(4).doesNotHaveDuplicates();
    assertThat(Workload.pick(resources(10), 40, 1))
        .containsExactlyInAnyOrderElementsOf(resources(10));
  }

  @Test
  void aTraceAsksForPathsAsTheyStandAndForAResourceInPlaceOfAnyOtherKey() throws IOException {
    Path file = Files.writeString(directory.resolve("trace"), "17\n/served\n\n4\n17\nother\n");

    List<String> requests = Workload.trace(file, resources(10), Set.of("/served"), 100).next(100);

    assertThat(requests).containsExactly("/r0", "/served", "/r1", "/r0", "/r2");
  }

  @Test
  void differentKeysStayDifferentWhereThereAreMoreOfThemThanResources() throws IOException {
    Path file = Files.writeString(directory.resolve("trace"), "1\n2\n3\n4\n5\n1\n");

    List<String> requests = Workload.trace(file, resources(2), Set.of(), 100).next(100);

    assertThat(requests).containsExactly("/r0", "/r1", "/r0?1", "/r1?1", "/r0?2", "/r0");
  }

  @Test
  void aTraceIsReadUpToTheLimitAndStartsAnewEachTime() throws IOException {
    Path file = Files.writeString(directory.resolve("trace"), "1\n2\n1\n3\n");
    Workload workload = Workload.trace(file, resources(10), Set.of(), 3);

    assertThat(workload.next(2)).containsExactly("/r0", "/r1");
    assertThat(workload.next(9)).containsExactly("/r0", "/r1", "/r0");
    assertThat(workload.description()).contains("first 3 of trace", "2 of its keys");
  }

  @Test
  void aTraceMayBeCompressed() throws IOException {
    Path file = directory.resolve("trace.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("8\n9\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(Workload.trace(file, resources(10), Set.of(), 100).next(100))
        .containsExactly("/r0", "/r1");
  }

  @Test
  void aTraceWithoutAKeyIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("trace"), "\n  \n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Workload.trace(file, resources(10), Set.of(), 100))
        .withMessageContaining("one key a line");
  }

  private static List<String> resources(int count) {
    return IntStream.range(0, count).mapToObj(i -> "/r" + i).toList();
  }

  private static Map<String, Long> counts(List<String> requests) {
    return requests.stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
