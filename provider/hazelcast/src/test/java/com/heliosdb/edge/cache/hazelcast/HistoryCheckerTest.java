package com.heliosdb.edge.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.hazelcast.History.Answer;
import com.heliosdb.edge.cache.hazelcast.History.Kind;
import com.heliosdb.edge.cache.hazelcast.History.Operation;
import com.heliosdb.edge.cache.hazelcast.History.Place;
import com.heliosdb.edge.cache.hazelcast.History.Recorder;
import com.heliosdb.edge.cache.hazelcast.History.Sent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the checker of {@link CoherenceTest} and {@link OutageTest} finds, and what it lets pass.
 */
class HistoryCheckerTest {
  private static final List<Sent> WRITES = List.of(stored("old", 1), stored("new", 2));

  @Test
  void finds_a_node_that_sees_something_older_than_before() {
    assertThat(regressions(read("new", 0, 1), read("old", 2, 3))).hasSize(1);
  }

  @Test
  void finds_a_node_that_sees_something_older_than_what_it_wrote() {
    assertThat(regressions(written("new", 0, 1), read("old", 2, 3))).hasSize(1);
  }

  @Test
  void finds_it_in_an_older_generation() {
    List<Sent> writes =
        List.of(
            new Sent(Answer.STORED, "old", new Place(1, 9), "K"),
            new Sent(Answer.STORED, "new", new Place(2, 1), "K"));
    History node = new History(List.of(read("new", 0, 1), read("old", 2, 3)), writes);
    assertThat(new HistoryChecker(List.of(node)).regressions()).hasSize(1);
  }

  @Test
  void finds_it_by_the_versions_that_other_nodes_gave() {
    History writer = new History(List.of(), WRITES);
    History reader = new History(List.of(read("new", 0, 1), read("old", 2, 3)), List.of());
    assertThat(new HistoryChecker(List.of(writer, reader)).regressions()).hasSize(1);
  }

  @Test
  void lets_pass_what_goes_forward_and_what_was_under_way_at_the_same_time() {
    assertThat(regressions(read("old", 0, 1), read("new", 2, 3), read("new", 4, 5))).isEmpty();
    assertThat(regressions(read("new", 0, 5), read("old", 4, 6))).isEmpty();
  }

  @Test
  void lets_pass_a_write_that_was_overtaken() {
    assertThat(regressions(read("new", 0, 1), written("old", 2, 3))).isEmpty();
  }

  @Test
  void lets_pass_a_miss_and_another_key() {
    Operation other = new Operation(Kind.READ, "other", "old", 4, 5);
    assertThat(regressions(read("new", 0, 1), read(History.NOTHING, 2, 3), other)).isEmpty();
  }

  @Test
  void counts_what_has_no_version() {
    HistoryChecker checker = checker(read("new", 0, 1), read("unknown", 2, 3));
    assertThat(checker.regressions()).isEmpty();
    assertThat(checker.compared()).isEqualTo(1);
    assertThat(checker.unplaced()).isEqualTo(1);
  }

  @Test
  void finds_a_node_that_sees_what_it_overwrote_while_the_region_was_away() {
    assertThat(regressions(read("old", 0, 1), written("away", 2, 3), read("old", 4, 5))).hasSize(1);
    assertThat(
            regressions(
                read("old", 0, 1),
                read("away", 2, 5),
                written("away", 3, 4),
                read("away", 6, 7),
                read("new", 8, 9)))
        .isEmpty();
  }

  @Test
  void finds_what_the_region_lost() {
    HistoryChecker checker = checker();
    assertThat(checker.lost(Map.of("K", new Place(0, 2)))).isEmpty();
    assertThat(checker.lost(Map.of("K", new Place(0, 3)))).isEmpty();
    assertThat(checker.lost(Map.of("K", new Place(0, 1)))).hasSize(1);
    assertThat(checker.lost(Map.of())).hasSize(1);
  }

  @Test
  void a_history_is_read_as_it_was_recorded(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("history");
    Operation miss = new Operation(Kind.READ, "k", null, 5, 6);
    try (Recorder recorder = new Recorder(file)) {
      recorder.add(written("new", 1, 2));
      recorder.add(miss);
      recorder.add(WRITES.get(1));
    }
    Files.writeString(file, "store STORED <k", StandardOpenOption.APPEND);
    History history = History.read(file);
    assertThat(history.operations())
        .containsExactly(written("new", 1, 2), read(History.NOTHING, 5, 6));
    assertThat(history.sent()).containsExactly(WRITES.get(1));
  }

  private static List<String> regressions(Operation... operations) {
    return checker(operations).regressions();
  }

  private static HistoryChecker checker(Operation... operations) {
    return new HistoryChecker(List.of(new History(List.of(operations), WRITES)));
  }

  private static Operation read(String token, long begin, long end) {
    return new Operation(Kind.READ, "k", token, begin, end);
  }

  private static Operation written(String token, long begin, long end) {
    return new Operation(Kind.WRITTEN, "k", token, begin, end);
  }

  private static Sent stored(String token, long clock) {
    return new Sent(Answer.STORED, token, new Place(0, clock), "K");
  }
}
