package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.cache.CacheException;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryListenerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operations on many keys have the region write, through the guarded store of a cache. */
@Timeout(60)
class RegionBulkWritesTest extends RegionNodes {
  // ---------------------------------------------------------------- looking before

  @Test
  void writes_of_many_keys_look_at_what_is_there_together() throws Exception {
    open(configuration -> configuration.setWriteThrough(true).setCacheWriterFactory(() -> origin));
    store.plan(Operation.GET, Fault.HANG);

    CompletableFuture<Void> put =
        whileItHangs(
            () -> {
              node.cache.putAll(valued("mine"));
              return null;
            });
    store.heal();
    soon(put);

    assertThat(questions.most).hasValue(WINDOW);
    assertOneQuestionEach();
    assertThat(other.cache.getAll(keys())).isEqualTo(valued("mine"));
  }

  @Test
  void removals_of_many_keys_look_at_what_is_there_together() throws Exception {
    openHeap();
    other.cache.putAll(valued("one"));
    store.plan(Operation.GET, Fault.HANG);

    CompletableFuture<Void> removal =
        whileItHangs(
            () -> {
              node.cache.removeAll(keys());
              return null;
            });
    store.heal();
    soon(removal);

    assertThat(questions.most).hasValue(WINDOW);
    assertOneQuestionEach();
    assertThat(node.statistics().removals()).isEqualTo(MANY);
    awaitNewsThere();
    assertThat(other.cache.getAll(keys())).isEmpty();
  }

  @Test
  void processors_of_many_keys_look_at_what_is_there_together() throws Exception {
    openHeap();
    other.cache.putAll(valued("one"));
    store.plan(Operation.GET, Fault.HANG);

    CompletableFuture<List<Object>> results =
        whileItHangs(
            () ->
                node
                    .cache
                    .invokeAll(keys(), (entry, arguments) -> entry.getValue())
                    .values()
                    .stream()
                    .map(result -> result.get())
                    .toList());
    store.heal();

    assertThat(soon(results)).hasSize(MANY).containsOnly("one");
    assertThat(questions.most).hasValue(WINDOW);
    assertOneQuestionEach();
  }

  // ---------------------------------------------------------------- writing

  private CompletableFuture<Void> putAllWhileItHangs() throws InterruptedException {
    return whileItHangs(
        () -> {
          node.cache.putAll(valued("mine"));
          return null;
        });
  }

  private CompletableFuture<Void> removeAllWhileItHangs() throws InterruptedException {
    return whileItHangs(
        () -> {
          node.cache.removeAll(keys());
          return null;
        });
  }

  private static EdgeCacheConfiguration<String, Object> failing(
      EdgeCacheConfiguration<String, Object> configuration) {
    return configuration.set("region.on-failure", "fail");
  }

  private static Map<String, Object> some(Map<String, Object> all, int from, int to) {
    Map<String, Object> some = new LinkedHashMap<>();
    for (int i = from; i < to; i++) {
      some.put("k" + i, all.get("k" + i));
    }
    return some;
  }

  @Test
  void puts_of_one_call_are_under_way_together_but_leave_room_for_others() throws Exception {
    openHeap();
    store.plan(Operation.PUT, Fault.HANG);

    CompletableFuture<Void> put = putAllWhileItHangs();
    assertThat(store.calls(Operation.PUT)).isEqualTo(WINDOW);
    store.heal();
    soon(put);

    assertThat(store.calls(Operation.PUT)).isEqualTo(MANY);
    assertThat(questions.all()).isZero();
    assertThat(node.statistics().puts()).isEqualTo(MANY);
    assertThat(node.cache.getAll(keys())).isEqualTo(valued("mine"));
    assertThat(other.cache.getAll(keys())).isEqualTo(valued("mine"));
  }

  @Test
  void removals_of_one_call_are_under_way_together_but_leave_room_for_others() throws Exception {
    openHeap();
    other.cache.putAll(valued("one"));
    store.plan(Operation.PUT, Fault.HANG);

    CompletableFuture<Void> removal = removeAllWhileItHangs();
    assertThat(store.calls(Operation.PUT)).isEqualTo(WINDOW);
    store.heal();
    soon(removal);

    assertThat(store.calls(Operation.PUT)).isEqualTo(MANY);
    assertOneQuestionEach();
    assertThat(node.statistics().removals()).isEqualTo(MANY);
    awaitNewsThere();
    assertThat(other.cache.getAll(keys())).isEmpty();
  }

  @Test
  void removing_everything_has_many_removals_under_way() throws Exception {
    openHeap();
    node.cache.putAll(valued("mine"));
    store.plan(Operation.PUT, Fault.HANG);

    CompletableFuture<Void> removal =
        whileItHangs(
            () -> {
              node.cache.removeAll();
              return null;
            });
    store.heal();
    soon(removal);

    assertThat(node.statistics().removals()).isEqualTo(MANY);
    assertThat(node.cache.getAll(keys())).isEmpty();
    awaitNewsThere();
    assertThat(other.cache.getAll(keys())).isEmpty();
  }

  /** What times out is waited for together, before and after the first of it is known. */
  private void checkThatItIsWaitedForTwiceAtMost(CompletableFuture<Void> operation, long before)
      throws Exception {
    while (!operation.isDone()) {
      node.time.advance(DEADLINE);
    }
    soon(operation);
    assertThat(store.calls(Operation.PUT) - before).isBetween((long) WINDOW, 2L * WINDOW - 1);
    store.heal();
  }

  private void openForGoodWhenLeftAlone() {
    open(configuration -> configuration.set("region.breaker.open-for", "1000 d"));
  }

  @Test
  void a_region_that_hangs_is_not_waited_for_by_every_put() throws Exception {
    openForGoodWhenLeftAlone();
    store.plan(Operation.PUT, Fault.HANG);

    checkThatItIsWaitedForTwiceAtMost(putAllWhileItHangs(), 0);

    assertThat(node.statistics().puts()).isEqualTo(MANY);
    assertThat(node.cache.getAll(keys())).isEqualTo(valued("mine"));
  }

  @Test
  void a_region_that_hangs_is_not_waited_for_by_every_removal() throws Exception {
    openForGoodWhenLeftAlone();
    node.cache.putAll(valued("mine"));
    long before = store.calls(Operation.PUT);
    store.plan(Operation.PUT, Fault.HANG);

    checkThatItIsWaitedForTwiceAtMost(removeAllWhileItHangs(), before);

    assertThat(node.statistics().removals()).isEqualTo(MANY);
    assertThat(node.cache.getAll(keys())).isEmpty();
  }

  @Test
  void what_the_region_refuses_is_made_up_for_and_the_others_are_written() {
    openHeap();
    store.plan(Operation.PUT, Fault.FAIL, 40, 2);

    node.cache.putAll(valued("mine"));

    assertThat(node.cache.getAll(keys())).isEqualTo(valued("mine"));
    Map<String, Object> there = valued("mine");
    there.keySet().removeAll(Set.of("k40", "k41"));
    assertThat(other.cache.getAll(keys())).isEqualTo(there);
    node.time.advance(Duration.ofDays(1));
    while (other.cache.getAll(keys()).size() < MANY) {
      Thread.onSpinWait();
    }
    assertThat(other.cache.getAll(keys())).isEqualTo(valued("mine"));
  }

  @Test
  void where_a_failed_write_is_thrown_it_ends_the_call_and_what_was_begun_is_settled() {
    open(RegionBulkWritesTest::failing);
    store.plan(Operation.PUT, Fault.FAIL, 40, 2);

    assertThatThrownBy(() -> node.cache.putAll(valued("mine")))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("region.on-failure")
        .satisfies(
            thrown ->
                assertThat(thrown.getSuppressed())
                    .singleElement()
                    .isInstanceOf(CacheException.class));

    Map<String, Object> written = some(valued("mine"), 0, 40 + WINDOW);
    written.keySet().removeAll(Set.of("k40", "k41"));
    assertThat(store.calls(Operation.PUT)).isEqualTo(40 + WINDOW);
    assertThat(other.cache.getAll(keys())).isEqualTo(written);
    // What failed is forgotten, as it is when it is put alone.
    assertThat(node.cache.getAll(keys())).isEqualTo(written);
  }

  @Test
  void where_a_failed_write_is_thrown_a_region_that_hangs_is_waited_for_once() throws Exception {
    open(RegionBulkWritesTest::failing);
    store.plan(Operation.PUT, Fault.HANG);

    CompletableFuture<Void> put = putAllWhileItHangs();
    node.time.advance(DEADLINE);

    assertThatThrownBy(() -> soon(put)).hasCauseInstanceOf(CacheException.class);
    assertThat(store.calls(Operation.PUT)).isEqualTo(WINDOW);
    assertThat(node.cache).isEmpty();
    store.heal();
  }

  @Test
  void what_cannot_be_stored_ends_the_call_after_what_was_begun() throws Exception {
    open(RegionBulkWritesTest::failing);
    Map<String, Object> values = valued("mine");
    values.put("k5", new Object());
    store.plan(Operation.PUT, Fault.HANG, 3, 1);
    CompletableFuture<Void> put = CompletableFuture.runAsync(() -> node.cache.putAll(values));
    store.awaitHanging();
    store.heal();

    assertThatThrownBy(() -> soon(put))
        .hasCauseInstanceOf(CacheException.class)
        .hasMessageNotContaining("region.on-failure");
    assertThat(other.cache.getAll(keys())).isEqualTo(some(values, 0, 5));

    store.plan(Operation.PUT, Fault.FAIL, 3, 1);
    assertThatThrownBy(() -> node.cache.putAll(values))
        .hasMessageContaining("region.on-failure")
        .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
  }

  @Test
  void what_another_node_has_written_later_is_not_hidden_by_a_put_of_many() {
    openHeap();
    store.plan(Operation.RECEIVE, Fault.LOSE);
    other.time.advance(Duration.ofSeconds(10));
    other.cache.put("k7", "theirs");

    node.cache.putAll(valued("mine"));

    Map<String, Object> expected = valued("mine");
    expected.put("k7", "theirs");
    assertThat(node.statistics().region().rejections()).isEqualTo(1);
    assertThat(node.cache.getAll(keys())).isEqualTo(expected);
    assertThat(other.cache.getAll(keys())).isEqualTo(expected);
  }

  @Test
  void with_room_for_one_operation_each_key_is_looked_for_and_written_in_its_turn() {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    open(
        configuration -> {
          failing(configuration).set("region.concurrency", "1");
          listening(configuration, event -> told.add(event.getEventType() + " " + event.getKey()));
        });
    other.cache.put("k3", "one");

    node.cache.putAll(valued("mine"));
    node.cache.removeAll(keys());

    List<String> expected = new ArrayList<>();
    keys().forEach(key -> expected.add((key.equals("k3") ? "UPDATED " : "CREATED ") + key));
    keys().forEach(key -> expected.add("REMOVED " + key));
    assertThat(told).isEqualTo(expected);
    assertThat(questions.most).hasValue(1);
    assertThat(node.statistics().removals()).isEqualTo(MANY);
    awaitNewsThere();
    assertThat(other.cache.getAll(keys())).isEmpty();
  }

  private static void listening(
      EdgeCacheConfiguration<String, Object> configuration,
      Consumer<CacheEntryEvent<? extends String, ?>> told) {
    configuration.addCacheEntryListenerConfiguration(new Heard(told).synchronously());
  }

  @Test
  void a_listener_hears_of_each_key_in_turn_when_the_region_has_it() throws Exception {
    Map<String, Object> toldAndThere = new LinkedHashMap<>();
    open(
        configuration ->
            listening(
                configuration,
                event -> toldAndThere.put(event.getKey(), other.cache.get(event.getKey()))));
    store.plan(Operation.PUT, Fault.HANG);
    CompletableFuture<Void> put = putAllWhileItHangs();
    assertThat(toldAndThere).isEmpty();
    store.heal();
    soon(put);

    assertThat(toldAndThere.entrySet()).containsExactlyElementsOf(valued("mine").entrySet());
    assertOneQuestionEach();
  }

  @Test
  void a_listener_that_throws_ends_the_call_when_what_was_begun_has_been_told() {
    List<Object> told = new ArrayList<>();
    open(
        configuration ->
            listening(
                configuration,
                event -> {
                  told.add(event.getKey());
                  if (event.getKey().equals("k10")) {
                    throw new CacheEntryListenerException("as planned");
                  }
                }));

    assertThatThrownBy(() -> node.cache.putAll(valued("mine")))
        .isInstanceOf(CacheEntryListenerException.class)
        .hasMessage("as planned");

    Map<String, Object> begun = some(valued("mine"), 0, 10 + WINDOW);
    assertThat(told).containsExactlyElementsOf(begun.keySet());
    assertThat(node.statistics().puts()).isEqualTo(begun.size());
    assertThat(node.cache.getAll(keys())).isEqualTo(begun);
    assertThat(other.cache.getAll(keys())).isEqualTo(begun);
  }

  @Test
  void a_listener_may_throw_the_same_exception_for_every_key() {
    CacheEntryListenerException same = new CacheEntryListenerException("as planned");
    open(
        configuration ->
            listening(
                configuration,
                event -> {
                  throw same;
                }));

    assertThatThrownBy(() -> node.cache.putAll(valued("mine"))).isSameAs(same);
    assertThat(other.cache.getAll(keys())).hasSize(WINDOW);
  }

  @Test
  void a_write_that_found_no_room_is_begun_again_in_its_turn() throws Exception {
    open(configuration -> failing(configuration).set("region.concurrency", "16"));
    store.plan(Operation.PUT, Fault.HANG, 0, 16);
    ExecutorService others = Executors.newCachedThreadPool();
    try {
      for (int i = 0; i < 15; i++) {
        String key = "x" + i;
        others.execute(() -> node.cache.put(key, "theirs"));
        store.awaitHanging();
      }
      // Of the two that it may have under way only the first one finds room.
      AtomicReference<Thread> writer = new AtomicReference<>();
      CompletableFuture<Void> put =
          CompletableFuture.runAsync(
              () -> {
                writer.set(Thread.currentThread());
                node.cache.putAll(valued("mine"));
              },
              others);
      store.awaitHanging();
      while (writer.get().getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      assertThat(store.calls(Operation.PUT)).isEqualTo(16);
      store.heal();
      soon(put);
    } finally {
      store.heal();
      others.shutdown();
      assertThat(others.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(other.cache.getAll(keys())).isEqualTo(valued("mine"));
  }

  @Test
  void writers_of_many_keys_on_two_nodes_agree_in_the_end() throws Exception {
    open(this::disk);
    Together.run(
        3,
        thread -> {
          for (int round = 0; round < 20; round++) {
            (thread == 0 ? other : node).cache.putAll(valued(thread + "-" + round));
            if (thread == 1 && round % 4 == 0) {
              node.cache.removeAll(keys());
            }
          }
        });
    awaitNews();
    awaitNewsThere();

    assertThat(node.cache.getAll(keys())).isEqualTo(other.cache.getAll(keys()));
  }
}
