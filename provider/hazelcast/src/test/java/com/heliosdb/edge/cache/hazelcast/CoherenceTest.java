package com.heliosdb.edge.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.config.StoreOptions;
import com.heliosdb.edge.cache.hazelcast.History.Answer;
import com.heliosdb.edge.cache.hazelcast.History.Place;
import com.heliosdb.edge.cache.hazelcast.testing.HazelcastMembers;
import com.heliosdb.edge.cache.spi.RegionRecord;
import com.heliosdb.edge.cache.spi.RegionStore;
import com.heliosdb.edge.cache.spi.RegionStoreProvider.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, each a JVM with heap, disk and region, over three Hazelcast members, of which one is
 * killed: random operations on few keys, while each node misses a tenth of the invalidations.
 * {@code -Dcoherence.seconds=60} is the long form, which also holds the nodes to the time in which
 * they have to agree.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CoherenceTest {
  private static final int NODES = 3;
  private static final int SECONDS = Integer.getInteger("coherence.seconds", 5);
  private static final boolean LONG = SECONDS >= 60;
  private static final Duration TO_AGREE = Duration.ofSeconds(LONG ? 2 : 60);

  @TempDir private Path directory;

  @Test
  void no_node_goes_back_and_all_agree_in_the_end() throws Exception {
    List<EdgeNodeProcess> nodes = new ArrayList<>();
    try (HazelcastMembers members = HazelcastMembers.start(3)) {
      EdgeNodeProcess.Spec spec = new EdgeNodeProcess.Spec();
      spec.directory = directory;
      spec.members = members;
      spec.operationsPerSecond = 400;
      spec.lose = 0.1;
      spec.late = 0.05;
      // The operations are to go on, more often than not, while the machine is busy.
      spec.settings = Map.of("region.recorded.deadline", "500 ms");
      for (int i = 0; i < NODES; i++) {
        nodes.add(spec.start(i));
      }
      answers(nodes);
      askAll(nodes, "start");
      askAll(nodes, "run " + SECONDS * 500);
      members.kill(1);
      report(askAll(nodes, "run " + SECONDS * 500));

      long lastWriteNanos = 0;
      for (String stopped : askAll(nodes, "stop")) {
        String[] words = stopped.split(" ", -1);
        assertThat(words[0]).as("threads that are stuck").isEqualTo("0");
        lastWriteNanos = Math.max(lastWriteNanos, Long.parseLong(words[1]));
      }
      List<String> seen = agreement(nodes, lastWriteNanos);
      report(askAll(nodes, "statistics"));

      List<History> histories = new ArrayList<>();
      for (EdgeNodeProcess node : nodes) {
        histories.add(node.history());
      }
      HistoryChecker checker = new HistoryChecker(histories);
      assertThat(checker.regressions()).as("where a node goes back").isEmpty();
      report(
          List.of(
              "%d operations compared, %d of them on writes that the region was not given"
                  .formatted(checker.compared(), checker.unplaced()),
              "writes stored %d, rejected %d, failed %d"
                  .formatted(
                      checker.count(Answer.STORED),
                      checker.count(Answer.REJECTED),
                      checker.count(Answer.FAILED))));
      assertThat(checker.failures()).as("operations that threw").isEmpty();
      assertThat(checker.compared()).as("operations compared").isGreaterThan(100);
      checkRegion(members, checker, seen);
    } finally {
      nodes.forEach(EdgeNodeProcess::close);
    }
  }

  /** Looks at all nodes until they see the same; answers what. */
  private static List<String> agreement(List<EdgeNodeProcess> nodes, long lastWriteNanos)
      throws Exception {
    while (true) {
      long beginNanos = System.currentTimeMillis() * 1_000_000;
      Set<String> views = new HashSet<>(askAll(nodes, "look"));
      Duration since = Duration.ofNanos(beginNanos - lastWriteNanos);
      if (views.size() == 1) {
        report(List.of("agreed %d ms after the last write".formatted(since.toMillis())));
        return List.of(views.iterator().next().split(" ", -1));
      }
      assertThat(since)
          .as("since the last write, while nodes see " + views)
          .isLessThanOrEqualTo(TO_AGREE);
    }
  }

  /** What the region holds is what the nodes see, and nothing it acknowledged is lost. */
  private static void checkRegion(
      HazelcastMembers members, HistoryChecker checker, List<String> seen) throws Exception {
    StoreOptions options =
        StoreOptions.of(
            "region.hazelcast",
            Map.of("cluster-name", members.clusterName(), "members", members.addresses()));
    Map<String, Place> held = new HashMap<>();
    List<String> values = new ArrayList<>();
    try (RegionStore store =
        new HazelcastRegionStoreProvider()
            .open(new Context("default", EdgeNode.CACHE, 1 << 20, options))) {
      for (Map.Entry<String, Place> each : checker.newestStored().entrySet()) {
        long generation = each.getValue().generation();
        RegionRecord record =
            store
                .get(generation, RecordingRegionStoreProvider.key(each.getKey()))
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
        if (record != null) {
          held.put(each.getKey(), new Place(generation, record.version().clock()));
          values.add(
              record.isTombstone() ? "" : new String(record.value(), StandardCharsets.ISO_8859_1));
        }
      }
    }
    assertThat(checker.lost(held)).as("acknowledged writes that the region lost").isEmpty();
    for (String token : seen) {
      if (!token.equals(History.NOTHING)) {
        assertThat(values).as("what the region holds").anyMatch(value -> value.contains(token));
      }
    }
    long there = seen.stream().filter(token -> !token.equals(History.NOTHING)).count();
    assertThat(values.stream().filter(value -> value.contains("<k")).count())
        .as("values in the region, of which the nodes see " + seen)
        .isEqualTo(there);
  }

  private static List<String> askAll(List<EdgeNodeProcess> nodes, String line)
      throws IOException, InterruptedException {
    for (EdgeNodeProcess node : nodes) {
      node.tell(line);
    }
    return answers(nodes);
  }

  private static List<String> answers(List<EdgeNodeProcess> nodes)
      throws IOException, InterruptedException {
    List<String> answers = new ArrayList<>();
    for (EdgeNodeProcess node : nodes) {
      answers.add(node.answer());
    }
    return answers;
  }

  private static void report(List<String> lines) {
    if (LONG) {
      lines.forEach(line -> System.out.println("coherence: " + line));
    }
  }
}
