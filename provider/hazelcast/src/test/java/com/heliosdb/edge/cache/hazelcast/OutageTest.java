package com.heliosdb.edge.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.hazelcast.History.Answer;
import com.heliosdb.edge.cache.hazelcast.testing.HazelcastMembers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes, together about 1,000 operations a second, over one Hazelcast member: it freezes, is
 * killed, stays away and comes back empty. {@code -Doutage.seconds=60} is the long form, which also
 * prints what everything took. (That the latency of a slow region which works is no fault stands in
 * GuardedRegionStoreTest.)
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class OutageTest {
  private static final int SECONDS_AWAY = Integer.getInteger("outage.seconds", 1);
  private static final boolean LONG = SECONDS_AWAY >= 60;
  private static final int SECONDS_OF_THE_REST = LONG ? 10 : 1;
  private static final long HITS = 1_000_000;

  @TempDir private Path directory;

  private final List<EdgeNodeProcess> nodes = new ArrayList<>();

  @Test
  void nobody_waits_for_a_region_that_is_away_nor_goes_back_when_it_returns() throws Exception {
    try (HazelcastMembers members = HazelcastMembers.start(1)) {
      EdgeNodeProcess.Spec spec = new EdgeNodeProcess.Spec();
      spec.directory = directory;
      spec.members = members;
      spec.threads = 4;
      spec.operationsPerSecond = 500;
      for (int i = 0; i < 2; i++) {
        nodes.add(spec.start(i));
      }
      for (EdgeNodeProcess node : nodes) {
        node.answer();
        node.ask("start");
      }
      phase("healthy", SECONDS_OF_THE_REST);
      hit("healthy");

      members.freeze(0);
      hit("hanging");
      phase("hanging", SECONDS_OF_THE_REST);
      hit("hanging");

      members.kill(0);
      phase("away", SECONDS_AWAY);
      hit("away");

      members.restart(0);
      phase("back", LONG ? 10 : 3);
      hit("back");

      for (EdgeNodeProcess node : nodes) {
        String[] words = node.ask("stop").split(" ", -1);
        assertThat(words[0]).as("threads that are stuck").isEqualTo("0");
      }
      check();
    } finally {
      nodes.forEach(EdgeNodeProcess::close);
    }
  }

  private void phase(String name, int seconds) throws Exception {
    for (EdgeNodeProcess node : nodes) {
      node.tell("run " + seconds * 1_000);
    }
    for (EdgeNodeProcess node : nodes) {
      report(name + ": " + node.answer());
    }
  }

  /** Hits on the heap, beside the other operations: none of them is missing. */
  private void hit(String name) throws Exception {
    String[] words = nodes.get(0).ask("hits " + HITS).split(" ", -1);
    assertThat(Long.parseLong(words[0])).as("hits while %s", name).isEqualTo(HITS);
    report("%s: %.1f ns a hit".formatted(name, Long.parseLong(words[1]) / (double) HITS));
  }

  private void check() throws Exception {
    List<History> histories = new ArrayList<>();
    for (EdgeNodeProcess node : nodes) {
      report(node.ask("statistics"));
      histories.add(node.history());
    }
    HistoryChecker checker = new HistoryChecker(histories);
    assertThat(checker.failures()).as("operations that threw").isEmpty();
    assertThat(checker.regressions()).as("where a node goes back").isEmpty();
    assertThat(checker.compared()).as("operations compared").isGreaterThan(100);
    assertThat(checker.count(Answer.FAILED)).as("writes that failed").isPositive();
    report(
        "%d operations compared, %d of them on writes that the region was not given"
            .formatted(checker.compared(), checker.unplaced()));
    report(
        "writes stored %d, rejected %d, failed %d"
            .formatted(
                checker.count(Answer.STORED),
                checker.count(Answer.REJECTED),
                checker.count(Answer.FAILED)));
  }

  private static void report(String line) {
    if (LONG) {
      System.out.println("outage: " + line);
    }
  }
}
