package com.heliosdb.edge.cache.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.heliosdb.edge.cache.EdgeCacheConfiguration;
import com.heliosdb.edge.cache.event.Tier;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Fault;
import com.heliosdb.edge.cache.testing.FaultyRegionStore.Operation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operations on many keys ask the region, through the guarded store of a cache. */
@Timeout(60)
class RegionBulkTest extends RegionNodes {
  // ---------------------------------------------------------------- reading

  @Test
  void the_questions_of_one_read_are_under_way_together_but_leave_room_for_others()
      throws Exception {
    openHeap();
    other.cache.putAll(valued("one"));
    store.plan(Operation.GET, Fault.HANG);

    CompletableFuture<Map<String, Object>> read = whileItHangs(() -> node.cache.getAll(keys()));
    assertThat(store.calls(Operation.GET)).isEqualTo(WINDOW);
    store.heal();

    assertThat(soon(read)).isEqualTo(valued("one"));
    assertThat(questions.most).hasValue(WINDOW);
    assertOneQuestionEach();
    assertThat(node.statistics().hits()).isEqualTo(MANY);
    assertThat(node.cache.getAll(keys())).isEqualTo(valued("one"));
    assertOneQuestionEach();
  }

  @Test
  void what_is_here_is_not_asked_for() {
    openHeap();
    other.cache.putAll(valued("one"));
    for (int i = 0; i < MANY; i += 2) {
      node.cache.get("k" + i);
    }
    questions.forget();

    assertThat(node.cache.getAll(keys())).isEqualTo(valued("one"));
    assertThat(questions.all()).isEqualTo(MANY / 2);
  }

  @Test
  void a_region_that_hangs_is_waited_for_once() throws Exception {
    openHeap();
    other.cache.putAll(valued("one"));
    assertThat(node.cache.get("k50")).isEqualTo("one");
    store.plan(Operation.GET, Fault.HANG);

    CompletableFuture<Map<String, Object>> read = whileItHangs(() -> node.cache.getAll(keys()));
    node.time.advance(DEADLINE);

    assertThat(soon(read)).isEqualTo(Map.of("k50", "one"));
    assertThat(store.calls(Operation.GET)).isEqualTo(1 + WINDOW);
    assertThat(node.statistics().misses()).isEqualTo(MANY - 1);
    store.heal();
    assertThat(soon(CompletableFuture.supplyAsync(() -> other.cache.getAll(keys()))))
        .isEqualTo(valued("one"));
  }

  @Test
  void a_region_that_hangs_is_waited_for_once_before_everything_is_loaded() throws Exception {
    openReadThrough();
    store.plan(Operation.GET, Fault.HANG);

    CompletableFuture<Map<String, Object>> read = whileItHangs(() -> node.cache.getAll(keys()));
    node.time.advance(DEADLINE);

    assertThat(soon(read)).hasSize(MANY);
    assertThat(loads).hasValue(MANY);
    assertThat(store.calls(Operation.GET)).isEqualTo(WINDOW);
    store.heal();
  }

  @Test
  void what_is_in_doubt_is_compared_together_and_served_when_the_region_hangs() throws Exception {
    open(this::disk);
    other.cache.putAll(valued("one"));
    assertThat(node.cache.getAll(keys())).isEqualTo(valued("one"));
    long hits = node.statistics().tiers().get(Tier.REGION).hits();
    castDoubt();
    questions.forget();
    store.plan(Operation.GET, Fault.HANG);

    CompletableFuture<Map<String, Object>> read = whileItHangs(() -> node.cache.getAll(keys()));
    store.heal();
    assertThat(soon(read)).isEqualTo(valued("one"));
    assertOneQuestionEach();

    castDoubt();
    questions.forget();
    store.plan(Operation.GET, Fault.HANG);
    read = whileItHangs(() -> node.cache.getAll(keys()));
    node.time.advance(DEADLINE);
    assertThat(soon(read)).isEqualTo(valued("one"));
    assertThat(questions.all()).isEqualTo(WINDOW);
    assertThat(node.statistics().tiers().get(Tier.REGION).hits()).isEqualTo(hits);
    store.heal();
  }

  @Test
  void what_was_removed_elsewhere_in_secret_is_asked_for_once() {
    open(this::disk);
    other.cache.putAll(valued("one"));
    node.cache.getAll(keys());
    store.plan(Operation.RECEIVE, Fault.LOSE);
    other.cache.removeAll(keys());
    store.heal();
    castDoubt();
    questions.forget();

    assertThat(node.cache.getAll(keys())).isEmpty();
    assertOneQuestionEach();
  }

  @Test
  void a_key_the_region_refuses_is_a_miss_and_the_others_are_not() {
    openHeap();
    other.cache.putAll(valued("one"));
    store.plan(Operation.GET, Fault.FAIL, 40, 1);

    Map<String, Object> expected = valued("one");
    expected.remove("k40");
    assertThat(node.cache.getAll(keys())).isEqualTo(expected);
    assertOneQuestionEach();
  }

  @Test
  void a_region_that_is_left_alone_is_not_asked_for_every_key() {
    openHeap();
    other.cache.putAll(valued("one"));
    store.plan(Operation.GET, Fault.FAIL);
    node.cache.getAll(keys());
    assertThat(questions.all()).isLessThanOrEqualTo(WINDOW);
    questions.forget();
    long faults = node.statistics().tiers().get(Tier.REGION).faults();

    assertThat(node.cache.getAll(keys("n"))).isEmpty();

    assertThat(questions.all()).isZero();
    assertThat(node.statistics().tiers().get(Tier.REGION).faults() - faults).isEqualTo(1);
    refusedByGuard = 2;
    store.heal();
  }

  @Test
  void where_others_have_all_the_room_each_key_is_asked_for_in_its_turn() throws Exception {
    open(configuration -> configuration.set("region.concurrency", "16"));
    other.cache.putAll(valued("one"));
    store.plan(Operation.GET, Fault.HANG, 0, 16);
    ExecutorService others = Executors.newCachedThreadPool();
    try {
      for (int i = 0; i < 15; i++) {
        String key = "x" + i;
        others.execute(() -> node.cache.get(key));
        store.awaitHanging();
      }
      CompletableFuture<Map<String, Object>> read =
          CompletableFuture.supplyAsync(() -> node.cache.getAll(keys()), others);
      store.awaitHanging();
      while (node.statistics().region().lookups() < 17) {
        Thread.onSpinWait();
      }
      store.release();

      assertThat(soon(read)).isEqualTo(valued("one"));
    } finally {
      store.heal();
      others.shutdown();
      assertThat(others.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    refusedByGuard = node.statistics().region().lookups() - store.calls(Operation.GET);
    assertThat(refusedByGuard).isPositive();
  }

  @Test
  void a_single_reader_shares_the_answer_of_many() throws Exception {
    openHeap();
    other.cache.putAll(valued("one"));
    store.plan(Operation.GET, Fault.HANG);
    CompletableFuture<Map<String, Object>> read = whileItHangs(() -> node.cache.getAll(keys()));
    CompletableFuture<Object> single = CompletableFuture.supplyAsync(() -> node.cache.get("k20"));
    while (node.statistics().region().coalesced() == 0) {
      Thread.onSpinWait();
    }
    store.heal();

    assertThat(soon(single)).isEqualTo("one");
    assertThat(soon(read)).isEqualTo(valued("one"));
    assertOneQuestionEach();
  }

  @Test
  void readers_of_many_share_answers_too() throws Exception {
    openHeap();
    other.cache.putAll(valued("one"));
    store.plan(Operation.GET, Fault.HANG);
    CompletableFuture<Map<String, Object>> first = whileItHangs(() -> node.cache.getAll(keys()));
    CompletableFuture<Map<String, Object>> second =
        CompletableFuture.supplyAsync(() -> node.cache.getAll(keys()));
    while (node.statistics().region().coalesced() < WINDOW) {
      Thread.onSpinWait();
    }
    store.heal();

    assertThat(soon(first)).isEqualTo(valued("one"));
    assertThat(soon(second)).isEqualTo(valued("one"));
    assertThat(questions.most.get()).isLessThanOrEqualTo(2 * WINDOW);
  }

  // ---------------------------------------------------------------- what happens meanwhile

  @Test
  void what_was_overwritten_while_the_answers_were_under_way_is_not_served() throws Exception {
    openHeap();
    other.cache.putAll(valued("one"));
    store.plan(Operation.GET, Fault.HANG_AFTERWARDS, 0, WINDOW);

    CompletableFuture<Map<String, Object>> read = whileItHangs(() -> node.cache.getAll(keys()));
    other.cache.put("k0", "two");
    other.cache.remove("k10");
    node.cache.put("k20", "mine");
    other.cache.put("k90", "two");
    awaitNews();
    store.release();

    Map<String, Object> expected = valued("one");
    expected.put("k0", "two");
    expected.remove("k10");
    expected.put("k20", "mine");
    expected.put("k90", "two");
    assertThat(soon(read)).isEqualTo(expected);
    assertThat(node.cache.getAll(keys())).isEqualTo(expected);
    assertThat(other.cache.getAll(keys())).isEqualTo(expected);
  }

  @Test
  void what_was_put_elsewhere_after_the_answer_that_there_is_none_is_found() throws Exception {
    openHeap();
    store.plan(Operation.GET, Fault.HANG_AFTERWARDS, 0, WINDOW);

    CompletableFuture<Map<String, Object>> read = whileItHangs(() -> node.cache.getAll(keys()));
    other.cache.put("k7", "new");
    awaitNews();
    store.release();

    assertThat(soon(read)).isEqualTo(Map.of("k7", "new"));
    assertThat(questions.byKey).containsEntry("k7", 2);
    assertThat(questions.all()).isEqualTo(MANY + 1);
  }

  @Test
  void what_was_cleared_while_the_answers_were_under_way_is_gone() throws Exception {
    openHeap();
    other.cache.putAll(valued("one"));
    store.plan(Operation.GET, Fault.HANG_AFTERWARDS, 0, WINDOW);

    CompletableFuture<Map<String, Object>> read = whileItHangs(() -> node.cache.getAll(keys()));
    node.cache.clear();
    store.release();

    assertThat(soon(read)).isEmpty();
    assertThat(node.cache.getAll(keys())).isEmpty();
  }

  @Test
  void readers_of_many_and_writers_elsewhere_agree_in_the_end() throws Exception {
    open(this::disk);
    other.cache.putAll(valued("0"));
    Map<String, Integer> newest = new HashMap<>();
    Together.run(
        3,
        thread -> {
          for (int round = 1; round <= 50; round++) {
            if (thread == 0) {
              String key = "k" + (round * 7) % MANY;
              other.cache.put(key, "" + round);
              newest.put(key, round);
            } else {
              Map<String, Object> read = node.cache.getAll(keys());
              assertThat(read).hasSize(MANY);
              if (round % 5 == 0) {
                store.interrupt();
              }
            }
          }
        });
    awaitNews();

    Map<String, Object> read = node.cache.getAll(keys());
    for (String key : keys()) {
      assertThat(read).containsEntry(key, "" + newest.getOrDefault(key, 0));
    }
  }

  // ---------------------------------------------------------------- loading

  @Test
  void one_missing_key_with_a_loader_costs_one_question() {
    openReadThrough();

    assertThat(node.cache.get("k")).isEqualTo("loaded 1");
    assertThat(questions.byKey).containsOnly(Map.entry("k", 1));
  }

  @Test
  void many_missing_keys_with_a_loader_cost_one_question_each() {
    openReadThrough();

    assertThat(node.cache.getAll(keys())).hasSize(MANY);
    assertThat(loads).hasValue(MANY);
    assertOneQuestionEach();
    assertThat(other.cache.getAll(keys())).isEqualTo(node.cache.getAll(keys()));
  }

  @Test
  void the_same_when_they_are_loaded_on_another_thread() {
    open(
        configuration -> {
          readThrough(configuration);
          configuration.set("loading.load-timeout", "1 m");
        });

    assertThat(node.cache.getAll(keys())).hasSize(MANY);
    assertOneQuestionEach();
  }

  /** Entries live for a minute, and the test is told when they have expired, and how often. */
  private static void expiring(
      EdgeCacheConfiguration<String, Object> configuration, Map<Object, Integer> expired) {
    CacheEntryExpiredListener<String, Object> listener =
        events -> events.forEach(event -> expired.merge(event.getKey(), 1, Integer::sum));
    configuration.setExpiryPolicyFactory(
        CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_MINUTE));
    configuration.addCacheEntryListenerConfiguration(
        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, true));
  }

  @Test
  void what_has_expired_here_and_is_newer_in_the_region_is_told_as_expired() {
    Map<Object, Integer> expired = new ConcurrentHashMap<>();
    open(configuration -> expiring(configuration, expired));
    node.cache.put("k", "one");
    node.time.advance(Duration.ofMinutes(1));
    store.plan(Operation.RECEIVE, Fault.LOSE);
    other.time.advance(Duration.ofSeconds(30));
    other.cache.put("k", "two", Duration.ofHours(1));

    assertThat(node.cache.get("k")).isEqualTo("two");
    assertThat(expired).isEqualTo(Map.of("k", 1));
  }

  @Test
  void what_has_expired_here_is_asked_for_once_and_its_expiry_is_told_once() {
    Map<Object, Integer> expired = new ConcurrentHashMap<>();
    open(
        configuration -> {
          readThrough(configuration);
          expiring(configuration, expired);
        });
    node.cache.putAll(valued("one"));
    node.time.advance(Duration.ofMinutes(1));
    questions.forget();

    assertThat(node.cache.getAll(keys())).hasSize(MANY);

    assertOneQuestionEach();
    assertThat(expired.keySet()).isEqualTo(keys());
    assertThat(expired.values()).containsOnly(1);
    assertThat(loads).hasValue(MANY);
  }

  @Test
  void what_another_node_loads_while_the_claim_is_waited_for_is_not_loaded_again()
      throws Exception {
    openReadThrough();
    CountDownLatch claimed = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    CompletableFuture<Object> holder =
        CompletableFuture.supplyAsync(
            () ->
                node.cache.invoke(
                    "k99",
                    (entry, arguments) -> {
                      claimed.countDown();
                      Together.await(over);
                      return "held";
                    }));
    Together.await(claimed);
    Thread[] reader = new Thread[1];
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Map<String, Object>> read =
        CompletableFuture.supplyAsync(
            () -> {
              reader[0] = Thread.currentThread();
              begun.countDown();
              return node.cache.getAll(keys());
            });
    Together.await(begun);
    while (questions.byKey.size() < MANY || reader[0].getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    other.cache.put("k5", "theirs");
    awaitNews();
    over.countDown();

    assertThat(soon(read)).hasSize(MANY).containsEntry("k5", "theirs");
    assertThat(loads).hasValue(MANY - 1);
    assertThat(questions.byKey).containsEntry("k5", 2).containsEntry("k6", 1);
    assertThat(soon(holder)).isEqualTo("held");
  }

  @Test
  void what_may_have_been_missed_before_the_claim_is_asked_for_again() {
    openReadThrough();
    store.plan(Operation.RECEIVE, Fault.LOSE);
    questions.before =
        key -> {
          if (key.equals("k99") && questions.all() == MANY) {
            other.cache.put("k0", "theirs");
            castDoubt();
          }
        };

    assertThat(node.cache.getAll(keys())).containsEntry("k0", "theirs");
    assertThat(loads).hasValue(MANY - 1);
  }

  @Test
  void loading_what_is_not_there_asks_for_all_together() throws Exception {
    openReadThrough();
    other.cache.put("k3", "theirs");
    store.plan(Operation.GET, Fault.HANG);
    CompletionListenerFuture done = new CompletionListenerFuture();

    node.cache.loadAll(keys(), false, done);
    for (int i = 0; i < WINDOW; i++) {
      store.awaitHanging();
    }
    store.heal();
    done.get(30, TimeUnit.SECONDS);

    assertThat(loads).hasValue(MANY - 1);
    assertThat(questions.most).hasValue(WINDOW);
    assertOneQuestionEach();
    assertThat(node.cache.get("k3")).isEqualTo("theirs");
  }

  @Test
  void loading_everything_anew_asks_for_nothing() throws Exception {
    openReadThrough();
    CompletionListenerFuture done = new CompletionListenerFuture();
    node.cache.loadAll(keys(), true, done);
    done.get(30, TimeUnit.SECONDS);

    assertThat(loads).hasValue(MANY);
    assertThat(questions.all()).isZero();
  }
}
