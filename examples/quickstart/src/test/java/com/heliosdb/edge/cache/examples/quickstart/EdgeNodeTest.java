package com.heliosdb.edge.cache.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.management.EdgeCacheStatistics;
import com.heliosdb.edge.cache.management.TierStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node, the origin and the client together, over real HTTP. */
class EdgeNodeTest {
  private static final int FILES = 60;
  private static final long HEAP_BYTES = 32 << 10;
  private static final long DISK_BYTES = 8 << 20;

  @TempDir Path root;
  @TempDir Path directory;

  private Origin origin;

  @BeforeEach
  void startOrigin() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < FILES; i++) {
      byte[] body = new byte[random.nextInt(4_000)];
      random.nextBytes(body);
      Files.write(root.resolve("file " + i), body);
    }
    origin = new Origin(root, Duration.ZERO);
  }

  @AfterEach
  void stopOrigin() {
    origin.close();
  }

  @Test
  void everyResourceArrivesAsItIsAtTheOriginFromWhicheverTier() throws IOException {
    try (EdgeNode node = node()) {
      for (int round = 0; round < 8; round++) {
        for (int i = 0; i < FILES; i++) {
          assertThat(Http.get(node.uri().resolve("/file%20" + i)))
              .isEqualTo(Files.readAllBytes(root.resolve("file " + i)));
        }
      }
      assertThat(origin.requests()).isEqualTo(FILES);
    }
  }

  @Test
  void everyRequestIsAHitOrAMissAndEveryLoadARequestToTheOrigin() throws Exception {
    try (EdgeNode node = node()) {
      List<String> paths = Workload.zipf(origin.resources(), 0.9, 1).next(600);

      Client.Result result = Client.drive(node.uri(), paths, answered -> {});

      EdgeCacheStatistics statistics = node.statistics();
      assertThat(result.requests()).isEqualTo(600);
      assertThat(result.notFound()).isZero();
      assertThat(statistics.hits() + statistics.misses()).isEqualTo(600);
      assertThat(origin.requests()).isEqualTo(node.loads()).isEqualTo(new HashSet<>(paths).size());
    }
  }

  @Test
  void entriesMoveUpWhenAskedForOftenAndDownWhenTheHeapIsFull() throws Exception {
    try (EdgeNode node = node()) {
      List<String> paths = Workload.zipf(origin.resources(), 0.9, 1).next(3_000);

      Client.Result result = Client.drive(node.uri(), paths, answered -> {});

      Map<Tier, TierStatistics> tiers = node.statistics().tiers();
      assertThat(result.bytes()).isPositive();
      assertThat(tiers.get(Tier.DISK).promotions()).isPositive();
      assertThat(tiers.get(Tier.HEAP).demotions()).isPositive();
      assertThat(tiers.get(Tier.HEAP).bytes()).isBetween(1L, HEAP_BYTES);
      assertThat(tiers.get(Tier.DISK).entries()).isEqualTo(new HashSet<>(paths).size());
    }
  }

  @Test
  void aRestartedNodeServesFromDisk() throws Exception {
    try (EdgeNode node = node()) {
      Client.drive(node.uri(), origin.resources(), answered -> {});
    }
    try (EdgeNode node = node()) {
      Client.Result result = Client.drive(node.uri(), origin.resources(), answered -> {});

      assertThat(result.notFound()).isZero();
      assertThat(origin.requests()).isEqualTo(FILES);
      assertThat(node.loads()).isZero();
      assertThat(node.statistics().tiers().get(Tier.DISK).hits()).isEqualTo(FILES);
    }
  }

  @Test
  void whatTheOriginDoesNotHaveIsNotFoundAndNotKept() throws Exception {
    try (EdgeNode node = node()) {
      Client.Result result =
          Client.drive(node.uri(), List.of("/none", "/none", "/../none"), answered -> {});

      assertThat(result.notFound()).isEqualTo(3);
      assertThat(origin.requests()).isEqualTo(3);
    }
  }

  @Test
  void aNodeWhoseOriginIsAwayServesWhatItHasAndFailsTheRest() throws Exception {
    try (EdgeNode node = node()) {
      Http.get(node.uri().resolve("/file%201"));
      origin.close();

      assertThat(Http.get(node.uri().resolve("/file%201")))
          .isEqualTo(Files.readAllBytes(root.resolve("file 1")));
      assertThatIOException()
          .isThrownBy(() -> Http.get(node.uri().resolve("/file%202")))
          .withMessageContaining("502");
      assertThatIOException()
          .isThrownBy(() -> Client.drive(node.uri(), List.of("/file%202"), answered -> {}))
          .withMessageContaining("A request failed");
    }
  }

  private EdgeNode node() throws IOException {
    return new EdgeNode(origin.uri(), directory, HEAP_BYTES, DISK_BYTES);
  }
}
